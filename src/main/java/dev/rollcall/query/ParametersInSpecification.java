package dev.rollcall.query;

import static java.util.Map.entry;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.Parameter.In;

/** Describes in the API description the query parameters that several operations have and that they only name. */
@OpenApiFilter(stages = RunStage.BUILD)
public class ParametersInSpecification implements OASFilter {

    private record Description(String text, Schema schema) {}

    private final Map<String, Description> descriptions = Map.ofEntries(
            // Lists of tokens
            entry(
                    "filter",
                    new Description("Which tokens to list. Default: active.", oneOf("active", "expired", "all"))),
            entry(
                    "search",
                    new Description(
                            "Only tokens whose name or description contains this text, in upper or lower case.",
                            text())),
            entry(
                    "sortBy",
                    new Description(
                            "What to sort by. Default: created.", oneOf("name", "created", "lastUsed", "expires"))),
            entry(
                    "sortDirection",
                    new Description(
                            "Default: asc for name and expires, desc for created and lastUsed.", oneOf("asc", "desc"))),
            entry(
                    "maxResults",
                    new Description(
                            "Maximum number of tokens. Values above 1000 count as 1000.",
                            number(1).defaultValue((long) PageSize.MAXIMUM))),
            entry("continuationToken", new Description("From the previous page. Send the same parameters.", text())),
            entry("reason", new Description("Why, for the audit log. At most 1024 characters.", text())),
            // Audit logs
            entry(
                    "startTime",
                    new Description(
                            "Only events of this second or later, in seconds since 1970.",
                            number(0).format("int64"))),
            entry(
                    "endTime",
                    new Description(
                            "Only events of this second or earlier, in seconds since 1970.",
                            number(0).format("int64"))),
            entry(
                    "eventFilter",
                    new Description("Only events of this kind, for example member-added.", text().minLength(1))),
            entry("eventType", new Description("Another name of eventFilter.", text().minLength(1))),
            entry("userFilter", new Description("Only what the account with this login did.", text().minLength(1))),
            entry("user", new Description("Another name of userFilter.", text().minLength(1))),
            entry("format", new Description("csv or cef.", oneOf("csv", "cef").defaultValue("csv"))));

    @Override
    public Parameter filterParameter(Parameter parameter) {
        Description description = descriptions.get(parameter.getName());
        if (parameter.getIn() == In.QUERY && parameter.getDescription() == null && description != null) {
            parameter.description(description.text()).schema(description.schema());
        }
        return parameter;
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }

    private static Schema oneOf(String... texts) {
        return text().enumeration(List.<Object>of((Object[]) texts));
    }

    private static Schema number(int minimum) {
        return OASFactory.createSchema().addType(SchemaType.INTEGER).minimum(BigDecimal.valueOf(minimum));
    }
}
