"""The Streamlit console: pages that read, show, and call one service. Never reaches crewai."""
