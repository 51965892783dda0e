"""Administers by a vendor's own client, over and over: makes a thing, changes it, lists or reads it,
deletes it. Told on stdin as JSON, one line: {"service", "base_url", "key", "rounds"}.

Tells on stdout, a line of JSON each: that the first answer has come, and at the end how long the rounds
took and how much memory the process had at most.
"""

import json
import sys
import time


def gcore(base_url, key):
    from gcore import Gcore

    client = Gcore(base_url=base_url, api_key=key, max_retries=0, timeout=20)
    assignments = client.cloud.users.role_assignments
    scope = {"client_id": 8, "project_id": 100}

    def read():
        assert assignments.list(user_id=778).count >= 0

    def administer():
        made = assignments.create(user_id=778, role="Observer", **scope)
        assignments.update(made.id, user_id=778, role="User", **scope)
        assert assignments.list(user_id=778).results[0].role == "User"
        assert assignments.delete(made.id).assignment_id == made.id

    return read, administer


def trusted_twin(base_url, key):
    from trustedtwin.tt_api import TTRESTService

    client = TTRESTService(tt_auth=key, tt_base=base_url)

    def done(answer):
        status, text = answer
        assert 200 <= status < 300, text
        return json.loads(text)

    def ask(method, *args, **kwargs):
        return done(method(*args, **kwargs, retries=1, timeout=20))

    def read():
        assert ask(client.who_am_i)

    def administer():
        role = ask(client.create_user_role, body={"name": "Reader"})["uuid"]
        ask(client.update_user_role, role, body={"name": "Writer"})
        assert ask(client.get_user_role, role)["name"] == "Writer"
        ask(client.delete_user_role, role)

    return read, administer


def peak_kib():
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return None


def tell(what):
    print(json.dumps(what), flush=True)


def main():
    told = json.loads(sys.stdin.readline())
    service = {"gcore": gcore, "trusted_twin": trusted_twin}[told["service"]]
    read, administer = service(told["base_url"], told["key"])
    read()
    tell({"first": True})
    start = time.perf_counter()
    for _ in range(told["rounds"]):
        administer()
    tell({"seconds": time.perf_counter() - start, "peak_kib": peak_kib()})


main()
