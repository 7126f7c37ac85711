/** Azure DevOps Services, whose people sign in through Microsoft Entra. */
package dev.rollcall.provider.azuredevops;
