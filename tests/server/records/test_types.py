from server.records import types


def test_types_of_the_phone_are_those_of_the_schemas() -> None:
    assert types.TARGET.read_text(encoding="utf-8") == types.typescript(), "run `gridwalk types`"
