// Sends the token as JSON; the answer sets the cookie.

import { ask, by } from "./dom.js";

by("form").addEventListener("submit", async event => {
  event.preventDefault();
  try {
    await ask("login", { token: by("token").value });
    location.replace("./");
  } catch (error) {
    by("wrong").textContent = error.message;
    by("wrong").hidden = false;
    by("token").setAttribute("aria-invalid", "true");
    by("token").select();
  }
});
