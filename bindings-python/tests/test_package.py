"""The package as a package: version, exception."""

import pickle

import amalkard


def test_an_error_survives_pickle() -> None:
    error = amalkard.AmalkardError(
        {"code": "a.b", "message_fa": "نه", "message_en": "no", "place": "x/1", "details": [["n", "1"]]}
    )
    again = pickle.loads(pickle.dumps(error))
    assert again == error
    assert (again.code, again.place, again.details, again.causes) == ("a.b", "x/1", (("n", "1"),), ())
    assert str(again) == "x/1: no [a.b]"
    assert isinstance(again, ValueError)
