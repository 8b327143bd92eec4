using System.Text;
using FedOnco.Cli.Sandbox;
using FedOnco.Federation.Tests.Faults;
using FedOnco.Federation.Tests.Identity;
using FedOnco.Protos;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace FedOnco.Federation.Tests;

/// <summary>People show tokens of an identity provider that knows nothing of FedOnco.</summary>
public sealed class IdentityProviderTests(IdentityProviderFixture fixture) : IClassFixture<IdentityProviderFixture>
{
    [Fact]
    public async Task Token_OfAnAnalyst_OpensWhatAnAnalystMay()
    {
        using var client = fixture.Client(await fixture.Provider.TokenAsync("ada"));
        var run = await client.RunAsync("", "count(data = d)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal("ada", run.Person);
        Assert.Equal(80, run.Result.Glance.First(g => g.Name == "n").Number);
    }

    [Fact]
    public async Task Token_OfAnAuditor_OpensNoCalls()
    {
        using var ada = fixture.Client(await fixture.Provider.TokenAsync("ada"));
        var study = (await ada.StudiesAsync(TestContext.Current.CancellationToken)).Single().Name;
        await ProgramRun.OutputAsync(Executables.Coordinator, "person", "add", "eve", "--role", "auditor", "--study", study, "--state", fixture.Federation.State);
        using var eve = fixture.Client(await fixture.Provider.TokenAsync("eve"));
        Assert.Equal(study, (await eve.StudiesAsync(TestContext.Current.CancellationToken)).Single().Name);
        var refused = await Assert.ThrowsAsync<FedOncoException>(() => eve.SubmitAsync("", "count(data = d)", TestContext.Current.CancellationToken));
        Assert.Equal(ErrorReason.WrongRole, refused.Reason);
    }

    [Theory]
    [InlineData("expired", ErrorReason.TokenExpired, "has expired. Log in there again")]
    [InlineData("stranger", ErrorReason.NotAuthorised, "mallory is known to")]
    [InlineData("audience", ErrorReason.NotAuthorised, "it is for another service: its audience is not fedonco")]
    [InlineData("issuer", ErrorReason.NotAuthorised, "it is of another issuer")]
    [InlineData("key", ErrorReason.NotAuthorised, "the key that signed it is none that the identity provider publishes")]
    [InlineData("key of the same name", ErrorReason.NotAuthorised, "its signature is not right")]
    [InlineData("unsigned", ErrorReason.NotAuthorised, "it is not signed")]
    public async Task Token_ThatIsNotGood_IsRefusedAndSaysWhy(string fault, ErrorReason reason, string said)
    {
        using var client = fixture.Client(await WrongAsync(fault));
        var refused = await Assert.ThrowsAsync<FedOncoException>(() => client.SubmitAsync("", "count(data = d)", TestContext.Current.CancellationToken));
        Assert.Equal(reason, refused.Reason);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Contains(fixture.Provider.Address.AbsoluteUri, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>As docs/governance.md has it: keys are fetched at once when a token names another, at most twice a minute, so the coordinator starts anew before.</summary>
    [Fact]
    public async Task Token_OfAKeyThatIsNew_IsGoodAtOnceAndTheOldOneStaysGood()
    {
        await fixture.RestartCoordinatorAsync();
        var old = await fixture.Provider.TokenAsync("ada");
        await fixture.RotateAsync();
        var fresh = await fixture.Provider.TokenAsync("ada");
        Assert.Equal(0, fixture.Provider.KeysAsked);
        using var client = fixture.Client(fresh);
        Assert.Single(await client.StudiesAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, fixture.Provider.KeysAsked);
        using var before = fixture.Client(old);
        Assert.Single(await before.StudiesAsync(TestContext.Current.CancellationToken));
        Assert.NotEqual(Header(old), Header(fresh));
    }

    private static string Header(string token) => Base64UrlEncoder.Decode(token.Split('.')[0]);

    private async Task<string> WrongAsync(string fault)
    {
        var (keys, issuer) = (fixture.Keys, fixture.Provider.Address);
        return fault switch
        {
            "expired" => await OfAsync(await fixture.BesideAsync(keys, issuer, new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(-2)))),
            "stranger" => await fixture.Provider.TokenAsync("mallory"),
            "audience" => await fixture.Provider.TokenAsync("ada", IdentityProvider.OtherService),
            "issuer" => await OfAsync(await fixture.BesideAsync(keys, null)),
            "key" => await OfAsync(await fixture.BesideAsync([IdentityProviderFixture.NewKey("stranger")], issuer)),
            "key of the same name" => await OfAsync(await fixture.BesideAsync([IdentityProviderFixture.NewKey(keys[0].KeyId)], issuer)),
            _ => $"{Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes("""{"alg":"none","typ":"at+jwt"}"""))}.{(await fixture.Provider.TokenAsync("ada")).Split('.')[1]}.",
        };

        static async Task<string> OfAsync(IdentityProvider other)
        {
            await using var ends = other;
            return await other.TokenAsync("ada");
        }
    }
}
