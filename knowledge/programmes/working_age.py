"""劳动年龄 (working age): from sixteen until the age from which the law takes people as unable to work."""

from functools import cache

from knowledge.trees.nodes import Parameter, Truth, person


@cache
def of_working_age() -> Truth:
    """The retirement ages, which are being raised, stand in none of our texts; TK21 5 presumes no ability from sixty."""
    age = person("age")
    return (age >= Parameter("working_age_min")) & (age < Parameter("working_age_end"))
