"""The three tasks: their texts from YAML, typed answers, guardrails and rule-based answers."""
