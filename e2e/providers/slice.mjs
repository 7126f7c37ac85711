// Copies the paths that the service uses from GitHub's official API description: node slice.mjs DESCRIPTION SLICE
import { readFileSync, writeFileSync } from "node:fs";

const [source, target] = process.argv.slice(2);
const used = ["/user", "/user/emails", "/user/orgs", "/orgs/{org}/teams", "/applications/{client_id}/token"];
const description = JSON.parse(readFileSync(source));
const paths = Object.fromEntries(used.map((path) => [path, description.paths[path]]));
writeFileSync(target, JSON.stringify({ openapi: description.openapi, paths }));
