using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using FedOnco.Agent.Tests.Engines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace FedOnco.Federation.Tests;

/// <summary>An OpenID Connect provider over HTTPS, as a hospital has one: it knows everyone and gives tokens to whoever asks.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-provider-").FullName;
    private readonly MovedClock _clock = new();
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private RSA _key = RSA.Create(2048);

    private IdentityProvider()
    {
        File.WriteAllText(AuthorityFile, ServerCertificate.Write(_folder));
        using var pem = X509Certificate2.CreateFromPemFile(Path.Combine(_folder, ServerCertificate.Certificate), Path.Combine(_folder, ServerCertificate.Key));
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(certificate)));
        builder.Services.AddOpenIddict().AddServer(Configure);
        _app = builder.Build();
        // Only this provider is asked.
        _http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == certificate.Thumbprint });
    }

    public string AuthorityFile => Path.Combine(_folder, "authority.pem");

    public Uri Issuer { get; private set; } = null!; // StartAsync() comes first.

    public static async Task<IdentityProvider> StartAsync()
    {
        var provider = new IdentityProvider();
        await provider._app.StartAsync();
        var port = new Uri(provider._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        provider.Issuer = new Uri($"https://localhost:{port}/");
        return provider;
    }

    /// <param name="person">Who asks.</param>
    /// <param name="audience">For which service.</param>
    /// <param name="age">How long ago the token was given.</param>
    public async Task<string> TokenAsync(string person, string audience = "fedonco", TimeSpan age = default)
    {
        _clock.Behind = age;
        using var answer = await _http.PostAsync(new Uri(Issuer, "token"), new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = person, ["client_secret"] = "known", ["service"] = audience }));
        _clock.Behind = default;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        using var token = JsonDocument.Parse(text);
        return token.RootElement.GetProperty("access_token").GetString()!; // By RFC 6749.
    }

    /// <summary>From now on it signs with another key, and shows no other.</summary>
    public void ChangeKey()
    {
        var old = _key;
        _key = RSA.Create(2048);
        var credentials = _app.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue.SigningCredentials;
        credentials.Clear();
        credentials.Add(Credentials());
        old.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private SigningCredentials Credentials() => new(new RsaSecurityKey(_key) { KeyId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) }, SecurityAlgorithms.RsaSha256);

    private void Configure(OpenIddictServerBuilder server)
    {
        server.SetTokenEndpointUris("token").AllowClientCredentialsFlow().AddEphemeralEncryptionKey().DisableAccessTokenEncryption();
        server.Configure(o => o.SigningCredentials.Add(Credentials()));
        server.Configure(o => o.TimeProvider = _clock);
        // Without a store of clients: everyone is one.
        server.EnableDegradedMode();
        server.UseAspNetCore();
        server.AddEventHandler<ValidateTokenRequestContext>(h => h.UseInlineHandler(_ => ValueTask.CompletedTask));
        server.AddEventHandler<HandleTokenRequestContext>(h => h.UseInlineHandler(request =>
        {
            var identity = new ClaimsIdentity("provider");
            identity.SetClaim(OpenIddictConstants.Claims.Subject, request.ClientId).SetClaim(OpenIddictConstants.Claims.PreferredUsername, request.ClientId);
            identity.SetDestinations(_ => [OpenIddictConstants.Destinations.AccessToken]);
            var principal = new ClaimsPrincipal(identity);
            principal.SetAudiences((string)request.Request["service"]!);
            request.Principal = principal;
            return ValueTask.CompletedTask;
        }));
    }

    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Behind { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - Behind;
    }
}
