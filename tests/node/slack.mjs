// emulate's Slack. In the environment: PORT, and SEED, what is in it from the start (JSON).
import net from "node:net";
import { createEmulator } from "emulate";

// It would listen to other machines too.
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (port) {
  return listen.call(this, port, "127.0.0.1");
};
const port = Number(process.env.PORT);
const baseUrl = `http://127.0.0.1:${port}`;
await createEmulator({ service: "slack", port, baseUrl, seed: JSON.parse(process.env.SEED) });
