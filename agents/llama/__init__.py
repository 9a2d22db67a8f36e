"""A GGUF model through llama-cpp-python, in a child process of its own.

:mod:`agents.llama.llm` is CrewAI's face of it; everything else here is free of crewai.
The parent's half (:mod:`~agents.llama.process`, :mod:`~agents.llama.presence`) never loads
the library; the child's half (:mod:`~agents.llama.child`, :mod:`~agents.llama.engine`,
:mod:`~agents.llama.library`) never loads anything but it.
"""
