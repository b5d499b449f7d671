import orjson
import pytest
from demo_protos import message
from hypothesis import given, settings
from hypothesis import strategies as st
from random_messages import messages, plain_json

from inloop_kit.access import ContractBroken
from inloop_kit.descriptors import is_instant, visible_from
from inloop_kit.disclosure import decoder, dictionary_maker, encoder, etag, mask, masked_copy, source_of
from inloop_kit.disclosure.encode import _SourceWriter

Everything, Plan, Task = message("Everything"), message("Plan"), message("Task")
LEVELS = st.integers(1, 7)


@settings(max_examples=150, deadline=None)
@given(messages(Everything), LEVELS)
def test_encoding_at_a_level_is_the_json_of_the_message_cut_down_to_it(made, level):
    masked = masked_copy(made, level)
    assert orjson.loads(encoder(Everything, level)(made)) == plain_json(masked, level)
    assert encoder(Everything, level)(masked) == encoder(Everything, level)(made)


@settings(max_examples=150, deadline=None)
@given(messages(Everything), LEVELS)
def test_decoding_what_was_encoded_gives_back_what_the_level_sees(made, level):
    masked = masked_copy(made, level)
    assert decoder(Everything, level)(encoder(Everything, level)(made)) == masked


def canary(field):
    return st.just(f"canary-{visible_from(field)}")


@settings(max_examples=100, deadline=None)
@given(messages(Everything, canary), LEVELS)
def test_no_canary_of_a_higher_level_gets_into_the_bytes(made, level):
    disclosed = encoder(Everything, level)(made) + masked_copy(made, level).SerializeToString()
    for higher in range(level + 1, 8):
        assert b"canary-%d" % higher not in disclosed


class Tripwire:
    """Hands out the fields of a message, and fails when one above the level is asked for in any way."""

    def __init__(self, real, level):
        self._real, self._level = real, level

    def _allow(self, name):
        field = self._real.DESCRIPTOR.fields_by_name[name]
        assert visible_from(field) <= self._level, f"{name} was touched"
        return field

    def __getattr__(self, name):
        field = self._allow(name)
        value = getattr(self._real, name)
        if field.message_type is None or is_instant(field):
            return value
        if field.message_type.GetOptions().map_entry:
            inner = field.message_type.fields_by_name["value"]
            return {k: Tripwire(value[k], self._level) if inner.message_type else value[k] for k in value}
        if field.is_repeated:
            return [Tripwire(item, self._level) for item in value]
        return Tripwire(value, self._level)

    def HasField(self, name):
        self._allow(name)
        return self._real.HasField(name)


@settings(max_examples=60, deadline=None)
@given(messages(Everything), LEVELS)
def test_the_encoder_never_touches_a_field_above_the_level(made, level):
    writer = _SourceWriter(level)
    name = writer.function_for(Everything.DESCRIPTOR)
    asked = {one: lambda target, field: target.HasField(field) for one in writer.names if one.startswith("has_")}
    world = {**writer.names, **asked}
    exec("\n\n".join(writer.functions), world)
    assert world[name](Tripwire(made, level)) == dictionary_maker(Everything, level)(made)


def test_the_source_of_an_encoder_names_no_field_above_its_level():
    source = source_of(Task, 4)
    assert "work_minutes" in source
    for hidden in ("description", "assignees", "cost", "internal_note"):
        assert hidden not in source


def test_an_empty_field_above_the_lowest_level_looks_like_a_hidden_one():
    assert encoder(Everything, 7)(Everything()) == encoder(Everything, 2)(Everything(hidden="x", texts=["y"]))


def test_a_field_at_the_lowest_level_of_its_message_is_written_even_when_empty():
    assert orjson.loads(encoder(message("Row"), 4)(message("Row")())) == {"text": "", "texts": []}


def test_whole_numbers_beyond_2_to_the_53_are_never_written():
    with pytest.raises(TypeError):
        encoder(Everything, 7)(Everything(large=2**53 + 1))


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_write_is_refused_aloud(number):
    with pytest.raises(ValueError, match="not finite"):
        encoder(Everything, 7)(Everything(share=number))


def test_an_enum_number_that_is_not_known_yet_reads_as_the_zero_value():
    made = Everything.FromString(b"\x38\x63")  # field 7, value 99
    assert orjson.loads(encoder(Everything, 7)(made))["kind"] == "KIND_UNSPECIFIED"


def test_instants_have_three_digits_and_a_z_at_both_ends_of_time():
    made = Everything()
    made.at.seconds = -62_135_596_800
    made.ats.add(seconds=253_402_300_799, nanos=999_999_999)
    read = orjson.loads(encoder(Everything, 7)(made))
    assert (read["at"], read["ats"]) == ("0001-01-01T00:00:00.000Z", ["9999-12-31T23:59:59.999Z"])


def test_an_instant_that_is_set_to_the_epoch_is_not_taken_for_unset():
    made = Everything()
    made.at.seconds = 0
    made.at.SetInParent()
    assert orjson.loads(encoder(Everything, 7)(made))["at"] == "1970-01-01T00:00:00.000Z"


def test_a_message_with_a_field_that_has_no_rule_cannot_be_encoded_or_masked():
    with pytest.raises(ContractBroken, match=r"kit_demo\.v1\.Unruled\.secret"):
        encoder(message("Unruled"), 7)
    with pytest.raises(ContractBroken, match=r"kit_demo\.v1\.Unruled\.secret"):
        mask(message("Unruled")(), 7)


def test_masking_drops_fields_that_this_version_does_not_know():
    made = Task.FromString(b"\xfa\x3f\x06canary")  # field 1023, a string
    assert b"canary" in made.SerializeToString()
    assert b"canary" not in mask(made, 7).SerializeToString()


def test_masking_works_in_place_and_a_masked_copy_leaves_the_original_whole():
    made = Task(id="t", internal_note="secret")
    assert not masked_copy(made, 6).HasField("internal_note")
    assert made.HasField("internal_note")
    assert mask(made, 6) is made
    assert not made.HasField("internal_note")


def test_an_entity_tag_depends_on_the_disclosed_bytes_and_on_nothing_else():
    shown = encoder(Task, 4)(Task(id="t", internal_note="a"))
    assert etag(shown) == etag(encoder(Task, 4)(Task(id="t", internal_note="b")))
    assert etag(shown) != etag(encoder(Task, 7)(Task(id="t", internal_note="b")))
    assert etag(shown)[0] == etag(shown)[-1] == '"'
