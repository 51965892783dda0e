"""Makes calls with a vendor's own client. Reads the calls from stdin, prints their results.

In:  {"service", "sessions": [{"base_url", "credential", "names", "calls"}]}
Call: {"call", "args", "kwargs", "pages", "keep": {name: JSON pointer into the response}}
Out: [{"results": [{"ok"} or {"error": {"status", "message"}}, each with "arrived"], "names"}]

The client of each session is created once and used as its vendor documents; nothing is patched.
`arrived` is how many requests the server has received after a call, as the server counts.
"""

import json
import sys
import urllib.request

# Ignores the proxy of the environment for loopback.
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def arrived(base_url):
    with direct.open(base_url + "/__sandbox/requests", timeout=20) as response:
        return json.load(response)["request_count"]


def named(value, names):
    """Replaces {"$name": name} by the named value."""
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
            value = method(*call["args"], **call["kwargs"])
            if call["pages"]:
                value = list(value)
            elif hasattr(value, "next_page_info"):
                value = value.results
            return {"ok": self.plain(value)}
        except APIStatusError as error:
            return {"error": {"status": error.status_code, "message": str(error)}}

    def plain(self, value):
        if isinstance(value, list):
            return [self.plain(item) for item in value]
        return value.to_dict(mode="json") if hasattr(value, "to_dict") else value


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
    names, results = session["names"], []
    for call in session["calls"]:
        call = {**call, "args": named(call["args"], names), "kwargs": named(call["kwargs"], names)}
        result = client(call)
        if "ok" in result:
            for name, pointer in call["keep"].items():
                names[name] = pointed(result["ok"], pointer)
        results.append({**result, "arrived": arrived(session["base_url"])})
    return {"results": results, "names": names}


def main():
    request = json.load(sys.stdin)
    service = {"gcore": Gcore, "trusted_twin": TrustedTwin}[request["service"]]
    json.dump([run(service, session) for session in request["sessions"]], sys.stdout)


main()
