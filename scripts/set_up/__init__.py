"""Sets this machine up, one line for each step, nothing asked; what is there already is left alone.

    scripts/set_up.sh run       the application's and the engine's environments
    scripts/set_up.sh test      the same with what the tests need, and a browser
    scripts/set_up.sh bench     the same as run, and stock Rasa as the baseline

Runs on the standard library alone, under the interpreter that find_python.sh found for the application.
"""
