package dev.rollcall.console.organization.token;

import dev.rollcall.console.organization.Choice;
import dev.rollcall.console.organization.Outcome;
import dev.rollcall.console.organization.Place;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates of the pages of tokens; the build checks them against these parameters. */
@CheckedTemplate(basePath = "pages/organization", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class TokenPages {

    private TokenPages() {}

    /**
     * @param search a part of the names or descriptions; empty for all tokens
     * @param next the continuation token of the next page; null on the last page
     * @param typed what was typed into the form for a new token
     */
    static native TemplateInstance tokens(
            Place place,
            Outcome outcome,
            Owner owner,
            List<ListedToken> tokens,
            String search,
            String next,
            TokenForm typed,
            List<Choice> lifetimes);

    static native TemplateInstance newToken(Place place, Owner owner, String name, String value);
}
