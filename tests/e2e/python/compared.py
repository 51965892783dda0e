"""Calls the vendors' own clients under the faults of `compared.rs`, and prints what a caller sees.

In:  [{"case", "base_url", "credential"}]
Out: [text], one per case

The clients are used as their vendors document, with their defaults except for shorter timeouts; nothing
is patched.
"""

import io
import json
import logging
import sys

import gcore
import trustedtwin.tt_api


def client(case, **options):
    return gcore.Gcore(base_url=case["base_url"], api_key=case["credential"], **options)


def assignments(case, **options):
    return client(case, **options).cloud.users.role_assignments


def update(case):
    return assignments(case).update(1, user_id=777, role="User", client_id=8, project_id=100)


def create(case, **options):
    return assignments(case, **options).create(
        user_id=778, role="User", client_id=8, project_id=200
    )


def no_content(case):
    response = update(case)
    return f"returns `{response!r}`" if isinstance(response, (str, type(None))) else "returns"


def html(case):
    return f"returns a `{type(update(case)).__name__}`"


def missing_field(case):
    return f"returns an object whose `assignment_id` is `{update(case).assignment_id}`"


def redirect(case):
    update(case)
    return "follows it and returns the target's body"


def empty_key(case):
    gcore.Gcore(base_url=case["base_url"], api_key="").cloud.users.role_assignments.list()
    return "returns"


def lost_creation(case):
    create(case, timeout=0.3)
    return "returns"


def create_token(case):
    return client(case).iam.api_tokens.create(
        client_id=8,
        name="deploy",
        exp_date=None,
        client_user={"role": {"id": 5, "name": "Engineers"}},
    )


def proxy_503(case):
    create_token(case)
    return "returns"


def conflict(case):
    create(case)
    return "returns"


def hour(case):
    assignments(case).list()
    return "returns"


def unknown_role(case):
    return f"returns it as a `{type(assignments(case).list().results[0].role).__name__}`"


def error_response(case):
    try:
        create(case)
    except gcore.APIStatusError as error:
        has = [name for name in ("exception_class", "code", "request_id") if hasattr(error, name)]
        where = ", ".join(f"`{name}`" for name in has) or f"in `body`, a `{type(error.body).__name__}`"
        return f"raises `{type(error).__name__}`; class and id are {where}"


def task_failed(case):
    client(case).cloud.tasks.poll(case["task"], polling_interval_seconds=1)
    return "returns"


def printed_token(case):
    token = create_token(case)
    return "shown in clear text" if token.token in repr(token) else "redacted"


def logged(case):
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    logger = logging.getLogger("gcore")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        assignments(case, default_headers={"x-team": "header-canary"}).create(
            user_id=778, role="body-canary", client_id=8, project_id=200
        )
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.WARNING)
    contents = [what for what in ("header", "body") if f"{what}-canary" in text.getvalue()]
    return "contains both" if len(contents) == 2 else f"contains the {contents[0]}" if contents else "contains neither"


def twin(case):
    return trustedtwin.tt_api.TTRESTService(tt_auth=case["credential"], tt_base=case["base_url"])


def twin_error_response(case):
    status, text = twin(case).create_user_role(body={"name": "Reader"}, timeout=5)
    return f"returns `({status}, {type(text).__name__})`, raises nothing"


def twin_lost(case):
    twin(case).create_user_role(body={"name": "Reader"}, timeout=0.3)
    return "returns"


def seen(case):
    try:
        return globals()[case["case"]](case)
    except Exception as error:
        own = isinstance(error, gcore.GcoreError) or "trustedtwin" in type(error).__module__
        return f"raises `{type(error).__name__}`" + ("" if own else ", not an exception of the client")


json.dump([seen(case) for case in json.load(sys.stdin)], sys.stdout)
