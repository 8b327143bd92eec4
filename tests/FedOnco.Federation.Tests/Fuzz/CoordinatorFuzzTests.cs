using System.Security.Cryptography.X509Certificates;
using FedOnco.Coordinator.Certificates;
using FedOnco.Federation.Tests.Hostile;
using FedOnco.Fuzz;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Federation.Tests.Fuzz;

/// <summary>
/// Every call of every service of the coordinator with anything in it, from anybody: every end has a name, memory stays, and the
/// next honest question is answered.
/// </summary>
/// <remarks>Calls come from the protocol's definition, so that a new one is tried too.</remarks>
public sealed class CoordinatorFuzzTests
{
    private const int Cases = 600;
    private const int MostGrowthMiB = 96;

    private static readonly Dictionary<string, string> Data = Enumerable.Range(0, 2).ToDictionary(
        s => $"s{s}",
        s => "id,x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{(40 * s) + i},{(2 * ((40 * s) + i)) + 1}\n")));

    private static readonly string[] Calls = ["count(data = d)", "f <- lm(y ~ x, data = d)", "predict(f, data.frame(x = 3))", "glm(y ~ x + I(x^2), data = d, subset = x > 3 & !is.na(y), family = poisson)", "survfit(Surv(x, I(y > 9)) ~ 1, data = d)", "analysis_set(data = d, name = \"a\")", "train(y ~ x, data = d, method = \"gbm\")", "evaluate(m, data = d)", "coxph(Surv(x, y > 9) ~ ns(x, 3), data = d, resolve = TRUE)"];

    private static IEnumerable<MethodDescriptor> Methods => new[] { AgentReflection.Descriptor, ResearchReflection.Descriptor, ModelsReflection.Descriptor }.SelectMany(f => f.Services).SelectMany(s => s.Methods);

    [Fact]
    public async Task Calls_OfAnyBytesAndHeaders_EndByName()
    {
        await using var federation = await TestFederation.StartAsync(Data);
        using var member = Member.Enrol("s9", federation.Store.Studies()[0].Dictionary, federation.Store, federation.Authority);
        using var foreign = Foreign(federation);
        using RawCaller stranger = new(federation.Address, null), site = new(federation.Address, member.Certificate), wrong = new(federation.Address, foreign);
        RawCaller[] callers = [stranger, site, wrong];
        var input = await InputAsync(federation, member);
        var methods = Methods.ToList();
        Assert.Contains(methods, m => m.Name == "SubmitRun");
        var random = new Random(FuzzLength.Seed);
        var unnamed = new Dictionary<string, string>();
        var before = LiveMiB();
        for (var i = 0; i < FuzzLength.Of(Cases); i++)
        {
            var method = methods[i % methods.Count];
            var body = input.Body(method, random);
            var headers = input.Headers(random);
            var answer = await callers[method.Service.Name == "AgentGateway" ? random.Next(3) : 0].CallAsync($"/{method.Service.FullName}/{method.Name}", body, headers, TestContext.Current.CancellationToken);
            if (!answer.IsNamed) unnamed.TryAdd($"{method.Name}: {answer}", $"{i}: {Convert.ToHexString(body.AsSpan(0, Math.Min(300, body.Length)))} with {string.Join("; ", headers)}");
        }

        Assert.True(unnamed.Count == 0, string.Join('\n', unnamed));
        // The test's own record of what agents sent.
        federation.Sent.Clear();

        Assert.InRange(LiveMiB() - before, double.MinValue, MostGrowthMiB);
        using var client = federation.Client();
        Assert.DoesNotContain(federation.Store.Runs(federation.Store.Studies()[0].Name, 100_000), r => r.Problems.Any(p => p.Reason is ErrorReason.Internal or ErrorReason.Unspecified));
        Assert.Empty((await client.RunAsync("", "count(data = d, subset = x > 1)", cancellationToken: TestContext.Current.CancellationToken)).Problems);
    }

    private static async Task<FuzzInput> InputAsync(TestFederation federation, Member member)
    {
        using var client = federation.Client();
        var run = await client.RunAsync("", Calls[1], cancellationToken: TestContext.Current.CancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        string[] tokens = [Invitations.CreateToken(federation.Store, "ada", now.AddHours(1)), Invitations.CreateToken(federation.Store, "ada", now.AddHours(-1)), "fot-unknown", ""];
        string[] words = [run.Study, "d", "f", "m", "s0", "s9", run.Id, Invitations.Invite(federation.Store, federation.Authority, "s7", now), "s7", "", new string('(', 400), .. Calls];
        return new FuzzInput(words, tokens, [ByteString.CopyFrom(member.Identity.PublicKey), ByteString.CopyFrom(member.Certificate.RawData)]);
    }

    /// <summary>A certificate of the same site by another authority.</summary>
    private static X509Certificate2 Foreign(TestFederation federation)
    {
        using var authority = Authority.Open(Directory.CreateDirectory(Path.Combine(federation.Folder, "other")).FullName, TimeProvider.System);
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var signed = authority.SignAgent("s9", new CertificateRequest("CN=s9", key, System.Security.Cryptography.HashAlgorithmName.SHA256).CreateSigningRequest());
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    private static double LiveMiB() => GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;
}
