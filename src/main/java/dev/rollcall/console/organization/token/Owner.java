package dev.rollcall.console.organization.token;

/**
 * Whose tokens a page is about.
 *
 * @param name the name of the organization or team that is shown
 * @param team the name of the team in URLs; empty for an organization
 * @param path of the page
 */
record Owner(String name, String team, String path) {}
