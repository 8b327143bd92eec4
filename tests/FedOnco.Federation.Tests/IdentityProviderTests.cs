using FedOnco.Protos;

namespace FedOnco.Federation.Tests;

/// <summary>People show tokens of their hospital's identity provider: a provider that others wrote, a coordinator as a process, real TLS between them.</summary>
public sealed class IdentityProviderTests
{
    private const string Call = "count(data = d)";

    [Fact]
    public async Task People_WithTokensOfTheirProvider_AskWhatTheirRoleAllows()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var other = await IdentityProvider.StartAsync();
        await using var federation = await AuthorityFederation.StartAsync(provider.AuthorityFile, "--oidc-issuer", provider.Issuer.AbsoluteUri, "--oidc-audience", "fedonco", "--oidc-claim", "preferred_username");

        var run = await RunAsync(federation, await provider.TokenAsync("ada"));
        Assert.Equal((RunState.Completed, "ada"), (run.State, run.Person));
        Assert.Equal(80, run.Result.Glance.First(g => g.Name == "n").Number);
        var before = await provider.TokenAsync("ada");
        provider.ChangeKey();
        Assert.Equal(RunState.Completed, (await RunAsync(federation, await provider.TokenAsync("ada"))).State);
        Assert.Equal((ErrorReason.NotAuthorised, true), await RefusalAsync(federation, before, "signature"));

        // She is known there and not here.
        Assert.Equal((ErrorReason.NotAuthorised, true), await RefusalAsync(federation, await provider.TokenAsync("eve"), "person add"));
        Assert.Equal((ErrorReason.NotAuthorised, true), await RefusalAsync(federation, await provider.TokenAsync("ada", audience: "another-service"), "audience"));
        Assert.Equal((ErrorReason.NotAuthorised, true), await RefusalAsync(federation, await other.TokenAsync("ada"), "issuer"));
        Assert.Equal((ErrorReason.TokenExpired, true), await RefusalAsync(federation, await provider.TokenAsync("ada", age: TimeSpan.FromHours(5)), "Log in there again"));
    }

    private static async Task<Run> RunAsync(AuthorityFederation federation, string token)
    {
        using var client = federation.Client(federation.AuthorityFile, token);
        return await client.RunAsync("", Call, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static async Task<(ErrorReason, bool)> RefusalAsync(AuthorityFederation federation, string token, string said)
    {
        var refused = await Assert.ThrowsAsync<FedOncoException>(() => RunAsync(federation, token));
        return (refused.Reason, refused.Message.Contains(said, StringComparison.Ordinal));
    }
}
