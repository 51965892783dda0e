"""Evaluates and reads rules with one version of rule-engine: a JSON object in, one out."""

import json
import sys
import warnings
from collections import deque
from zlib import crc32

warnings.simplefilter("ignore")

import rule_engine  # noqa: E402
from rule_engine import errors  # noqa: E402


def literal_eval(text, original=rule_engine.parser.literal_eval):
    """Up to 4.1 a literal that Python does not read has the parser skip a few words and go on: a
    slip of those versions, which is an error here."""
    try:
        return original(text)
    except SyntaxError:
        raise ValueError("malformed literal") from None


rule_engine.parser.literal_eval = literal_eval


def evaluate(case):
    # As the service documents it: a missing value is null.
    context = rule_engine.Context(default_value=None)
    try:
        return bool(rule_engine.Rule(case["rule"], context=context).matches(case["context"]))
    except Exception as error:
        return type(error).__name__


def shape(node):
    """How a text was grouped. Literals are read on the way; only some of them are before."""
    if hasattr(node, "cls"):
        parts = [shape(part) for part in node.args[1:]]
        if issubclass(node.cls, rule_engine.ast.LiteralExpressionBase):
            try:
                node.build()
            except errors.SyntaxError:
                raise
            except Exception:
                pass
        return [node.cls.__name__, parts]
    if isinstance(node, (tuple, list, deque)):
        return [shape(part) for part in node]
    return str(node)


def read(text):
    """A checksum of how the text is grouped, or why it is no rule. What fails only once it is
    evaluated is a rule."""
    parser = rule_engine.Rule.parser
    parser.context = rule_engine.Context(default_value=None)
    try:
        tree = parser._parser.parse(text, lexer=parser._lexer)
        return crc32(json.dumps(shape(tree)).encode())
    except Exception as error:
        return type(error).__name__


request = json.load(sys.stdin)
json.dump(
    {
        "evaluate": [evaluate(case) for case in request["evaluate"]],
        "read": [read(text) for text in request["read"]],
    },
    sys.stdout,
)
