"""The three agents and the language models that they speak through.

Most modules here import crewai, which must be made quiet first (:mod:`crews.quiet`);
:mod:`agents.llm_settings` alone is free of it.
"""
