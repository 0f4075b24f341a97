/** The page's only way out: requests to the playground's server, and its stream of versions. */

/** Post `body` to `/page/<door>`; a refusal or a lost server comes back as `{ok: false, message}`. */
export async function post(door, body) {
  try {
    const response = await fetch(`/page/${door}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Playground": "1" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    return answer.ok === undefined ? { ...answer, ok: response.ok } : answer;
  } catch {
    return { ok: false, error: "unreachable", message: "The playground's server did not answer." };
  }
}

/** Fetch the whole state as `person` sees it; without a person the server picks one. */
export async function fetchSnapshot(person) {
  const query = person ? `?as=${encodeURIComponent(person)}` : "";
  const response = await fetch(`/page/snapshot${query}`, { cache: "no-store" });
  if (response.status === 404 && person) return fetchSnapshot(null); // a restarted server has other people
  if (!response.ok) throw new Error(`snapshot: ${response.status}`);
  return response.json();
}

/** Listen for new versions; returns `{stop(), isClosed()}`. */
export function listen(person, { onVersion, onState }) {
  const source = new EventSource(`/page/stream?as=${encodeURIComponent(person)}`);
  source.addEventListener("message", onVersion);
  source.addEventListener("open", () => onState(true));
  source.addEventListener("error", () => onState(false));
  return { stop: () => source.close(), isClosed: () => source.readyState === EventSource.CLOSED };
}
