// Puts the explorer into the page that server/pages/explorer.html begins.

import "./strict/adopted_style.js";
import "./workers.js";
import "graphiql/style.css";
import "./explorer.css";

import { createRoot } from "react-dom/client";

import { Explorer } from "./explorer.jsx";

const element = document.getElementById("explorer");
createRoot(element).render(<Explorer element={element} demo={element.dataset.demo === "true"} />);
