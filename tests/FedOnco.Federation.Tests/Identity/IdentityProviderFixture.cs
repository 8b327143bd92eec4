using System.Security.Cryptography;
using FedOnco.Client;
using Microsoft.IdentityModel.Tokens;

namespace FedOnco.Federation.Tests.Identity;

/// <summary>An identity provider, and a coordinator and two agents as processes; the coordinator takes the provider's tokens, as docs/governance.md has it.</summary>
public sealed class IdentityProviderFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private readonly TlsIdentity _tls = new();
    private AuthorityFederation? _federation;
    private IdentityProvider? _provider;

    /// <summary>What the provider signs with; the first.</summary>
    internal IReadOnlyList<SecurityKey> Keys { get; private set; } = [NewKey("k1")];

    internal IdentityProvider Provider => _provider!; // Made at the start.

    internal AuthorityFederation Federation => _federation!; // Made at the start.

    public async ValueTask InitializeAsync()
    {
        // The coordinator's machine is told of the provider's authority in one of the ways that OpenSSL has.
        if (OperatingSystem.IsWindows()) Assert.Skip("the machine's trust is told by SSL_CERT_FILE, which Windows does not read");
        _provider = await IdentityProvider.StartAsync(Keys, _tls);
        _federation = await AuthorityFederation.StartAsync([$"SSL_CERT_FILE={_tls.AuthorityFile}"], "--oidc-issuer", _provider.Address.AbsoluteUri, "--oidc-audience", IdentityProvider.Service);
        await Waiting.UntilAsync(Patience, () => _provider.KeysAsked > 0);
    }

    public async ValueTask DisposeAsync()
    {
        if (_federation is not null) await _federation.DisposeAsync();
        if (_provider is not null) await _provider.DisposeAsync();
        _tls.Dispose();
    }

    internal static SecurityKey NewKey(string name) => new RsaSecurityKey(RSA.Create(2048)) { KeyId = name };

    /// <summary>Of one who shows this token.</summary>
    internal FedOncoClient Client(string token) => new(new ClientSettings(Federation.Address, Federation.AuthorityFile, token));

    /// <summary>A second provider, beside the one that the coordinator knows.</summary>
    internal Task<IdentityProvider> BesideAsync(IReadOnlyList<SecurityKey> keys, Uri? issuer, TimeProvider? clock = null) => IdentityProvider.StartAsync(keys, _tls, issuer: issuer, clock: clock);

    /// <summary>The coordinator starts anew and has fetched the keys of now.</summary>
    internal async Task RestartCoordinatorAsync()
    {
        var asked = Provider.KeysAsked;
        await Federation.StartCoordinatorAsync();
        await Waiting.UntilAsync(Patience, () => Provider.KeysAsked > asked);
    }

    /// <summary>The provider signs with a new key from now on, and publishes the one of before as well.</summary>
    internal async Task RotateAsync()
    {
        var port = Provider.Address.Port;
        Keys = [NewKey($"k{Keys.Count + 1}"), .. Keys];
        await Provider.DisposeAsync();
        _provider = await IdentityProvider.StartAsync(Keys, _tls, port);
    }
}
