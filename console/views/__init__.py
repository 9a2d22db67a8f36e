"""The pages, one module each; see docs/console.md for how one is made."""
