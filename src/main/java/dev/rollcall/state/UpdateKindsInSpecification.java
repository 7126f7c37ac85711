package dev.rollcall.state;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.Parameter.In;

/**
 * Lists the kinds of updates in the API description. It ignores the regular expression of the path, so a client, and
 * {@link dev.rollcall.http.Routes}, would take "export" or "tags" for a kind.
 */
@OpenApiFilter(stages = RunStage.BUILD)
public class UpdateKindsInSpecification implements OASFilter {

    private static final List<Object> KINDS = List.of((Object[]) UpdateKinds.PATTERN.split("\\|"));

    @Override
    public Parameter filterParameter(Parameter parameter) {
        if (parameter.getIn() == In.PATH && "updateKind".equals(parameter.getName())) {
            parameter
                    .description("The kind of the update when it is created. Later, any of the kinds.")
                    .schema(OASFactory.createSchema().addType(SchemaType.STRING).enumeration(KINDS));
        }
        return parameter;
    }
}
