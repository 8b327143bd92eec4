using System.Net;
using System.Security.Cryptography;
using System.Text;
using FedOnco.Coordinator.Oidc;
using FedOnco.Coordinator.Research;
using FedOnco.Coordinator.State;
using FedOnco.Protos;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FedOnco.Coordinator.Tests;

/// <summary>Tokens of an identity provider, made with keys of our own: which are good, and what they open.</summary>
public sealed class OidcTests : IDisposable
{
    private const string Issuer = "https://id.example/realm";
    private static readonly DateTime Now = DateTime.UtcNow;
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly OidcOptions _options = OidcOptions.Of(Issuer, "fedonco", "preferred_username")!; // An issuer is given.
    private readonly Store _store;
    private readonly OidcKeys _keys;
    private readonly Callers _callers;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(Now, TimeSpan.Zero));
    private string _published = "";
    private bool _isThere = true;
    private int _fetched;

    public OidcTests()
    {
        _store = Store.Open(_folder);
        _store.AddPerson("ada", "analyst", ["trials"]);
        _keys = new OidcKeys(_options, new HttpClient(new Provider(this)), _clock, NullLogger<OidcKeys>.Instance);
        _callers = new Callers(_store, TimeProvider.System, new OidcTokens(_options, _keys, _store, TimeProvider.System));
        Publish(JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(_key.ExportParameters(false))) { KeyId = "k" }));
    }

    public void Dispose()
    {
        _keys.Dispose();
        _store.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Token_ThatIsGood_OpensWhatThePersonMay()
    {
        await _keys.FetchAsync(TestContext.Current.CancellationToken);
        var person = _callers.Of($"Bearer {Token()}", Deed.Ask);
        Assert.Equal(("ada", "analyst"), (person.Name, person.Role));
        Assert.Equal(ErrorReason.WrongRole, Reason(Token(), Deed.Lead));
    }

    [Fact]
    public void Token_WhereTheProviderCannotBeReached_IsTurnedAway()
    {
        _isThere = false;
        Assert.Equal(ErrorReason.NotAuthorised, Reason(Token()));
    }

    /// <summary>The provider signs with another key from one moment to the next, and strangers' tokens name keys that nobody has.</summary>
    [Fact]
    public void Token_OfAKeyThatIsNew_IsGoodAtOnceButKeysAreFetchedTwiceAMinuteAtMost()
    {
        Assert.Equal("ada", _callers.Of($"Bearer {Token()}", Deed.Ask).Name);
        var fetched = _fetched;
        for (var i = 0; i < 5; i++) Assert.Equal(ErrorReason.NotAuthorised, Reason(Token(d => d.SigningCredentials = Strange(i))));
        Assert.Equal(fetched, _fetched);
        _clock.Advance(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 5; i++) Assert.Equal(ErrorReason.NotAuthorised, Reason(Token(d => d.SigningCredentials = Strange(i))));
        Assert.Equal(2 * fetched, _fetched);

        static SigningCredentials Strange(int i) => new(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = $"strange{i}" }, SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>Most providers write no "nbf" into access tokens.</summary>
    [Fact]
    public void Token_WithoutABeginningOfAKeyThatIsNew_IsGoodAtOnce() =>
        Assert.Equal("ada", _callers.Of($"Bearer {Token(d => d.NotBefore = null)}", Deed.Ask).Name);

    /// <summary>The last moment that a date can hold, from which no skew may be counted on.</summary>
    [Fact]
    public void Token_ThatEndsWithTheCalendar_IsGood() =>
        Assert.Equal("ada", _callers.Of($"Bearer {Token(d => d.Expires = DateTime.MaxValue)}", Deed.Ask).Name);

    [Theory]
    [InlineData("audience", "another service: its audience is not fedonco")]
    [InlineData("issuer", "of another issuer")]
    [InlineData("not yet", "its time has not come")]
    [InlineData("without end", "it has no end")]
    [InlineData("other key", "its signature is not right")]
    [InlineData("public key as secret", "its signature is not right")]
    [InlineData("unsigned", "it is not signed")]
    public async Task Token_ThatIsNot_SaysWhy(string fault, string said)
    {
        await _keys.FetchAsync(TestContext.Current.CancellationToken);
        Assert.Contains(said, Assert.Throws<FedOncoException>(() => _callers.Of($"Bearer {Wrong(fault)}", Deed.Look)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audience")]
    [InlineData("issuer")]
    [InlineData("stranger")]
    [InlineData("nobody")]
    [InlineData("not yet")]
    [InlineData("without end")]
    [InlineData("other key")]
    [InlineData("public key as secret")]
    [InlineData("unsigned")]
    [InlineData("changed")]
    public async Task Token_ThatIsNot_OpensNothing(string fault)
    {
        await _keys.FetchAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ErrorReason.NotAuthorised, Reason(Wrong(fault)));
    }

    [Fact]
    public async Task Token_ThatExpired_SaysSo()
    {
        await _keys.FetchAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ErrorReason.TokenExpired, Reason(Token(d => (d.NotBefore, d.IssuedAt, d.Expires) = (Now.AddHours(-2), Now.AddHours(-2), Now.AddHours(-1)))));
    }

    [Fact]
    public async Task Keys_ThatAreSharedSecrets_AreNotTaken()
    {
        var secret = new SymmetricSecurityKey(new byte[32]) { KeyId = "s" };
        Publish(JsonWebKeyConverter.ConvertFromSymmetricSecurityKey(secret));
        await _keys.FetchAsync(TestContext.Current.CancellationToken);
        Assert.Empty(_keys.Keys);
    }

    [Theory]
    [InlineData("http://id.example", "fedonco")]
    [InlineData("id.example", "fedonco")]
    [InlineData("https://id.example", null)]
    [InlineData(null, "fedonco")]
    public void Options_ThatWouldLetOthersIn_AreRefused(string? issuer, string? audience) =>
        Assert.Equal(ErrorReason.WrongArgument, Assert.Throws<FedOncoException>(() => OidcOptions.Of(issuer, audience, "sub")).Reason);

    private string Wrong(string fault) => fault switch
    {
        "audience" => Token(d => d.Audience = "another service"),
        "issuer" => Token(d => d.Issuer = "https://evil.example"),
        "stranger" => Token(d => d.Claims["preferred_username"] = "eve"),
        "nobody" => Token(d => d.Claims.Remove("preferred_username")),
        "not yet" => Token(d => (d.NotBefore, d.Expires) = (Now.AddHours(1), Now.AddHours(2))),
        "without end" => Token(_ => { }, withEnd: false),
        "other key" => Token(d => d.SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "k" }, SecurityAlgorithms.EcdsaSha256)),
        "public key as secret" => Token(d => d.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(_key.ExportSubjectPublicKeyInfo()) { KeyId = "k" }, SecurityAlgorithms.HmacSha256)),
        "unsigned" => $"{Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}.{Token().Split('.')[1]}.",
        _ => Changed(Token()),
    };

    private static string Changed(string token)
    {
        var parts = token.Split('.');
        parts[1] = Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("\"fedonco\"", "\"fedonc0\"", StringComparison.Ordinal));
        return string.Join('.', parts);
    }

    private string Token(Action<SecurityTokenDescriptor>? change = null, bool withEnd = true)
    {
        var wanted = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = "fedonco",
            NotBefore = Now.AddMinutes(-5),
            IssuedAt = Now.AddMinutes(-5),
            Expires = Now.AddMinutes(30),
            Claims = new System.Collections.Generic.Dictionary<string, object> { ["preferred_username"] = "ada" },
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(_key) { KeyId = "k" }, SecurityAlgorithms.EcdsaSha256),
        };
        change?.Invoke(wanted);
        if (!withEnd) wanted.Expires = null;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(wanted);
    }

    private ErrorReason Reason(string token, Deed deed = Deed.Look) => Assert.Throws<FedOncoException>(() => _callers.Of($"Bearer {token}", deed)).Reason;

    private void Publish(JsonWebKey key)
    {
        var fields = key.Kty == "oct" ? $"\"k\": \"{key.K}\"" : $"\"crv\": \"{key.Crv}\", \"x\": \"{key.X}\", \"y\": \"{key.Y}\"";
        _published = $"{{\"keys\": [{{\"kty\": \"{key.Kty}\", \"kid\": \"{key.Kid}\", {fields}}}]}}";
    }

    private sealed class Provider(OidcTests test) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!test._isThere) throw new HttpRequestException("nobody there");
            test._fetched++;
            var text = request.RequestUri?.AbsoluteUri switch
            {
                Issuer + "/.well-known/openid-configuration" => $"{{\"issuer\": \"{Issuer}\", \"jwks_uri\": \"https://id.example/keys\"}}",
                "https://id.example/keys" => test._published,
                _ => null,
            };
            return Task.FromResult(text is null ? new HttpResponseMessage(HttpStatusCode.NotFound) : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/json") });
        }
    }
}
