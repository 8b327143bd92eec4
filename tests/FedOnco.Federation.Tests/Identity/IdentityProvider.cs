using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;

namespace FedOnco.Federation.Tests.Identity;

/// <summary>An OpenID provider of somebody else's making (OpenIddict) at https://localhost: discovery document, key set, and tokens for name and password.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    /// <summary>Scope and audience of tokens for the coordinator.</summary>
    public const string Service = "fedonco";

    /// <summary>Of another service.</summary>
    public const string OtherService = "archive";

    private const string Password = "horse battery";

    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private int _keysAsked;

    private IdentityProvider(IReadOnlyList<SecurityKey> keys, TlsIdentity tls, int port, Uri? issuer, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port, l => l.UseHttps(tls.Certificate)));
        builder.Services.AddOpenIddict().AddServer(o =>
        {
            if (issuer is not null) o.SetIssuer(issuer);
            o.SetTokenEndpointUris("token").AllowPasswordFlow().AcceptAnonymousClients().RegisterScopes(Service, OtherService);
            // Without stores of clients and tokens; access tokens can be read by those they are for.
            o.EnableDegradedMode().DisableAccessTokenEncryption().AddEphemeralEncryptionKey().UseAspNetCore();
            foreach (var key in keys) o.AddSigningKey(key);
            o.Configure(c => c.TimeProvider = clock);
            o.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(b => b.UseInlineHandler(_ => default));
            o.AddEventHandler<OpenIddictServerEvents.HandleTokenRequestContext>(b => b.UseInlineHandler(LogIn));
        });
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            if (context.Request.Path == "/.well-known/jwks") Interlocked.Increment(ref _keysAsked);
            return next(context);
        });
        _app.UseAuthentication();
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { tls.Authority } };
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } });
    }

    /// <summary>Its address, which is its name in tokens where it is told no other.</summary>
    public Uri Address { get; private set; } = new("https://localhost");

    /// <summary>How often somebody fetched the key set.</summary>
    public int KeysAsked => Volatile.Read(ref _keysAsked);

    /// <param name="keys">Published; the first of them signs.</param>
    /// <param name="tls">What it shows to those who connect.</param>
    /// <param name="port">0 takes a free one.</param>
    /// <param name="issuer">Another name than its address.</param>
    /// <param name="clock">By which tokens begin and end.</param>
    public static async Task<IdentityProvider> StartAsync(IReadOnlyList<SecurityKey> keys, TlsIdentity tls, int port = 0, Uri? issuer = null, TimeProvider? clock = null)
    {
        var provider = new IdentityProvider(keys, tls, port, issuer, clock ?? TimeProvider.System);
        await provider._app.StartAsync();
        var bound = new Uri(provider._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()); // It listens.
        provider.Address = new Uri($"https://localhost:{bound.Port}");
        return provider;
    }

    /// <summary>An access token, as a person gets it who logs in.</summary>
    public async Task<string> TokenAsync(string person, string service = Service)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password", ["username"] = person, ["password"] = Password, ["scope"] = service });
        using var answer = await _http.PostAsync(new Uri(Address, "token"), form, TestContext.Current.CancellationToken);
        var document = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, document.ToString());
        return document.GetProperty("access_token").GetString() ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private static ValueTask LogIn(OpenIddictServerEvents.HandleTokenRequestContext context)
    {
        if (context.Request.Password != Password || context.Request.Username is not { Length: > 0 } person)
        {
            context.Reject(OpenIddictConstants.Errors.InvalidGrant);
            return default;
        }

        var identity = new ClaimsIdentity("password");
        identity.SetClaim(OpenIddictConstants.Claims.Subject, "number of " + person).SetClaim(OpenIddictConstants.Claims.PreferredUsername, person);
        identity.SetScopes(context.Request.GetScopes()).SetResources(context.Request.GetScopes()).SetDestinations(_ => [OpenIddictConstants.Destinations.AccessToken]);
        context.SignIn(new ClaimsPrincipal(identity));
        return default;
    }
}
