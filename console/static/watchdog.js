// Leads the browser to the log-in when its session has ended: a closed websocket says nothing.
(() => {
  if (window.rendezvousWatchdog) return;
  const look = async () => {
    try {
      const answer = await fetch("/session", { cache: "no-store" });
      if (answer.ok && !(await answer.json()).logged_in) {
        clearInterval(window.rendezvousWatchdog);
        const here = location.pathname + location.search;
        location.assign("/login" + (here === "/" ? "" : "?next=" + encodeURIComponent(here)));
      }
    } catch { /* The server is away: Streamlit itself says so. */ }
  };
  window.rendezvousWatchdog = setInterval(look, 10000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
})();
