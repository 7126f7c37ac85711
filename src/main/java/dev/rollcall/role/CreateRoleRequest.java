package dev.rollcall.role;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A custom role. Requests for one are refused, so no field is needed; they document what clients send. */
@Schema(name = "PermissionDescriptorBase", description = "A custom role.")
record CreateRoleRequest(String name, String description, String resourceType, String uxPurpose) {}
