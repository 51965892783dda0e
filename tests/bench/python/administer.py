"""Administers the sandbox with a vendor's client. In each round an object is created, updated, listed
or read, and deleted.

Reads its task from stdin, a line of JSON: {"service", "base_url", "key", "rounds"}. Writes two lines of
JSON to stdout: after the first response, and at the end with the time of the rounds and the peak
memory of the process.
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
        created = assignments.create(user_id=778, role="Observer", **scope)
        assignments.update(created.id, user_id=778, role="User", **scope)
        assert assignments.list(user_id=778).results[0].role == "User"
        assert assignments.delete(created.id).assignment_id == created.id

    return read, administer


def trusted_twin(base_url, key):
    from trustedtwin.tt_api import TTRESTService

    client = TTRESTService(tt_auth=key, tt_base=base_url)

    def decode(response):
        status, text = response
        assert 200 <= status < 300, text
        return json.loads(text)

    def call(method, *args, **kwargs):
        return decode(method(*args, **kwargs, retries=1, timeout=20))

    def read():
        assert call(client.who_am_i)

    def administer():
        role = call(client.create_user_role, body={"name": "Reader"})["uuid"]
        call(client.update_user_role, role, body={"name": "Writer"})
        assert call(client.get_user_role, role)["name"] == "Writer"
        call(client.delete_user_role, role)

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


def write_line(value):
    print(json.dumps(value), flush=True)


def main():
    task = json.loads(sys.stdin.readline())
    service = {"gcore": gcore, "trusted_twin": trusted_twin}[task["service"]]
    read, administer = service(task["base_url"], task["key"])
    read()
    write_line({"first_response": True})
    start = time.perf_counter()
    for _ in range(task["rounds"]):
        administer()
    write_line({"seconds": time.perf_counter() - start, "peak_kib": peak_kib()})


main()
