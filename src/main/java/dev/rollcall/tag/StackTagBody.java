package dev.rollcall.tag;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One tag (contract, section 5.4). */
@Schema(name = "StackTag", description = "A tag of a stack.")
record StackTagBody(
        @Schema(
                required = true,
                description =
                        "1 to 40 letters, digits and the characters - _ . :. When a tag changes, its name in the path, or absent.")
        String name,

        @Schema(required = true, maxLength = 256) String value) {}
