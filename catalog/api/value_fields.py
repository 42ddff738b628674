"""Types of values in the API: the serializer field of each, as its class and options."""

from functools import singledispatch
from typing import Any

from rest_framework import serializers

from catalog.fields.figures import Amount, Day, Flag, Moment, Whole
from catalog.fields.value_types import ListOf, OneOf

Made = tuple[type[serializers.Field], dict[str, Any]]


@singledispatch
def serializer_field(value_type: Any) -> Made:
    """Text, of types that are not named below."""
    return serializers.CharField, {}


@serializer_field.register
def _choice(value_type: OneOf) -> Made:
    return serializers.ChoiceField, {"choices": value_type.choices.choices}


@serializer_field.register
def _list(value_type: ListOf) -> Made:
    made, options = serializer_field(value_type.entry)
    return serializers.ListField, {"child": made(**options)}


@serializer_field.register
def _whole(value_type: Whole) -> Made:
    return serializers.IntegerField, {"allow_null": True}


@serializer_field.register
def _amount(value_type: Amount) -> Made:
    return serializers.DecimalField, {"max_digits": 14, "decimal_places": 2, "allow_null": True}


@serializer_field.register
def _day(value_type: Day) -> Made:
    return serializers.DateField, {"allow_null": True}


@serializer_field.register
def _moment(value_type: Moment) -> Made:
    return serializers.DateTimeField, {"allow_null": True}


@serializer_field.register
def _flag(value_type: Flag) -> Made:
    return serializers.BooleanField, {}
