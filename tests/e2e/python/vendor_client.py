"""Has a vendor's own client make calls, as they are told on stdin, and tells on stdout what came of
them.

In:  {"service", "sessions": [{"base_url", "credential", "names", "calls"}]}
Call: {"call", "args", "kwargs", "pages", "keep": {name: JSON pointer into the answer}}
Out: [{"outcomes": [{"ok"} or {"error": {"status", "message"}}, each with "arrived"], "names"}]

The client of each session is made once and used as its vendor describes; nothing of it is replaced.
`arrived` is how many requests the server has seen after a call, by its own account.
"""

import json
import sys
import urllib.request

# Loopback is reached without a proxy, whatever the environment says.
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def arrived(base_url):
    with direct.open(base_url + "/__sandbox/requests", timeout=20) as answer:
        return json.load(answer)["request_count"]


def named(value, names):
    """Puts what was kept in place of {"$name": its name}."""
    if isinstance(value, dict):
        if list(value) == ["$name"]:
            return names[value["$name"]]
        return {key: named(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [named(item, names) for item in value]
    return value


def pointed(value, pointer):
    for part in pointer.split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


class Gcore:
    def __init__(self, base_url, credential):
        from gcore import Gcore

        self.client = Gcore(base_url=base_url, api_key=credential, max_retries=0, timeout=20)

    def __call__(self, call):
        from gcore import APIStatusError

        method = self.client
        for part in call["call"].split("."):
            method = getattr(method, part)
        try:
            answer = method(*call["args"], **call["kwargs"])
            if call["pages"]:
                answer = list(answer)
            elif hasattr(answer, "next_page_info"):
                answer = answer.results
            return {"ok": self.plain(answer)}
        except APIStatusError as error:
            return {"error": {"status": error.status_code, "message": str(error)}}

    def plain(self, answer):
        if isinstance(answer, list):
            return [self.plain(item) for item in answer]
        return answer.to_dict(mode="json") if hasattr(answer, "to_dict") else answer


class TrustedTwin:
    def __init__(self, base_url, credential):
        from trustedtwin.tt_api import TTRESTService

        self.client = TTRESTService(tt_auth=credential, tt_base=base_url)

    def __call__(self, call):
        method = getattr(self.client, call["call"])
        status, text = method(*call["args"], **call["kwargs"], retries=1, timeout=20)
        if 200 <= status < 300:
            return {"ok": json.loads(text)}
        return {"error": {"status": status, "message": text}}


def run(service, session):
    client = service(session["base_url"], session["credential"])
    names, outcomes = session["names"], []
    for call in session["calls"]:
        call = {**call, "args": named(call["args"], names), "kwargs": named(call["kwargs"], names)}
        outcome = client(call)
        if "ok" in outcome:
            for name, pointer in call["keep"].items():
                names[name] = pointed(outcome["ok"], pointer)
        outcomes.append({**outcome, "arrived": arrived(session["base_url"])})
    return {"outcomes": outcomes, "names": names}


def main():
    told = json.load(sys.stdin)
    service = {"gcore": Gcore, "trusted_twin": TrustedTwin}[told["service"]]
    json.dump([run(service, session) for session in told["sessions"]], sys.stdout)


main()
