"""Composition: settings, migrations, bootstrap, command line, health. The only room that knows all others."""
