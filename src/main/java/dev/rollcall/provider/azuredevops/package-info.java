/** Azure DevOps Services, where people sign in with Microsoft Entra. */
package dev.rollcall.provider.azuredevops;
