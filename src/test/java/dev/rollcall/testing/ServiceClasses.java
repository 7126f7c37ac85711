package dev.rollcall.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.lang.annotation.Annotation;
import java.util.stream.Stream;

/** The classes of the service, without those of the tests. Reading them takes two seconds of CPU, so tests share them. */
public final class ServiceClasses {

    public static final JavaClasses ALL =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.rollcall");

    private ServiceClasses() {}

    public static Stream<JavaClass> with(Class<? extends Annotation> annotation) {
        return ALL.stream().filter(type -> type.isAnnotatedWith(annotation));
    }
}
