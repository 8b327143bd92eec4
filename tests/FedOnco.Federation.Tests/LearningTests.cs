using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FedOnco.Coordinator.Certificates;
using FedOnco.Federation.Tests.Hostile;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Federation.Tests;

/// <summary>Models over real processes: trained, taken home, evaluated, and trained through crashes to the same bits.</summary>
public sealed class LearningTests
{
    private static readonly Dictionary<string, string> Data = Enumerable.Range(0, 3).ToDictionary(s => $"s{s}", Table);

    /// <summary>By call: each is trained once without a crash.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<Task<Run>>> Undisturbed = new();

    private static string Table(int site)
    {
        var random = new Random(site);
        var rows = Enumerable.Range(0, 150).Select(i =>
        {
            double x = random.Next(100), z = random.Next(50);
            var y = (x / 20) - 2.5 + (z > 30 ? 1 : -1) + (random.NextDouble() * 2) - 1 > 0 ? 1 : 0;
            return string.Create(CultureInfo.InvariantCulture, $"{(site * 1000) + i},{x},{(i % 11 == 0 ? "" : z)},{(i % 3 == 0 ? "a" : "b")},{y}");
        });
        return "id,x,z,g,y\n" + string.Join('\n', rows) + "\n";
    }

    public static TheoryData<string, FromAgent.MessageOneofCase, int, bool> Crashes() => new()
    {
        { "gbdt(trees = 4, depth = 3, min_leaf = 5)", FromAgent.MessageOneofCase.Hello, 1, false },
        { "gbdt(trees = 4, depth = 3, min_leaf = 5)", FromAgent.MessageOneofCase.Shares, 1, false },
        { "gbdt(trees = 4, depth = 3, min_leaf = 5)", FromAgent.MessageOneofCase.Tally, 7, false },
        { "gbdt(trees = 4, depth = 3, min_leaf = 5)", FromAgent.MessageOneofCase.Tally, 9, true },
        { "gbdt(trees = 4, depth = 3, min_leaf = 5)", FromAgent.MessageOneofCase.End, 1, false },
        { "mlp(hidden = 4)", FromAgent.MessageOneofCase.Tally, 8, false },
        { "mlp(hidden = 4)", FromAgent.MessageOneofCase.Tally, 8, true },
    };

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Train_KilledAndStartedAgain_EndsInTheSameBits(string learner, FromAgent.MessageOneofCase kind, int count, bool coordinator)
    {
        var call = $"train(y ~ x + z + g, data = d, model = {learner}{(learner.StartsWith("mlp", StringComparison.Ordinal) ? ", strategy = scaffold(), rounds = 6" : "")}, validation = 0.3)";
        var expected = await Undisturbed.GetOrAdd(call, c => new Lazy<Task<Run>>(() => TrainAsync(c))).Value;
        await using var federation = await TestFederation.StartAsync(Data);
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        federation.OnSent = (from, message) =>
        {
            if (from != "s1" || message.MessageCase != kind || Interlocked.Increment(ref seen) != count) return;
            if (!coordinator) federation.KillAgent("s1");
            due.TrySetResult();
        };
        using var client = federation.Client();
        var running = client.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken);
        await due.Task;
        federation.OnSent = null;
        if (coordinator) await federation.RestartCoordinatorAsync();
        else await federation.StartAgainAsync("s1");
        var run = await running;
        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(expected.Result.Model, run.Result.Model);
        Assert.Equal(expected.Result, run.Result);
    }

    [Fact]
    public async Task Model_Trained_IsListedTakenHomeEvaluatedAndScored()
    {
        await using var federation = await TestFederation.StartAsync(Data);
        using var client = federation.Client();
        var token = TestContext.Current.CancellationToken;
        var trained = await client.RunAsync("", "m <- train(y ~ x + z + g, data = d, model = gbdt(trees = 5, depth = 3, min_leaf = 5), validation = 0.3)", cancellationToken: token);
        Assert.Equal(RunState.Completed, trained.State);
        await client.RunAsync("", "m <- train(y ~ x + z + g, data = d, model = elastic_net(), validation = 0.3)", cancellationToken: token);
        var models = await client.ModelsAsync("", token);
        Assert.Equal(["m@1", "m@2"], models.Select(m => $"{m.Name}@{m.Version}"));
        var first = await client.ModelAsync("", "m@1", token);
        Assert.Equal(trained.Result.Model, first.Model);
        Assert.True(Protos.Onnx.ModelProto.Parser.ParseFrom(first.Onnx).Graph.Node.Count > 3);
        Assert.Contains("s0, s1, s2", first.Card, StringComparison.Ordinal);
        Assert.Contains("secure sums", first.Card, StringComparison.Ordinal);
        Assert.Equal(ErrorReason.WrongArgument, (await Assert.ThrowsAsync<FedOncoException>(() => client.ModelAsync("", "n", token))).Reason);

        var evaluated = await client.RunAsync("", "evaluate(m, data = d)", cancellationToken: token);
        Assert.Empty(evaluated.Problems);
        Assert.InRange(evaluated.Result.Glance.Single(g => g.Name == "auc").Number, 0.7, 1);
        Assert.Equal(trained.Provenance.Contract.Sites, evaluated.Provenance.Contract.Sites);
        Assert.Single(evaluated.Provenance.Contract.EarlierResults);

        using var http = Http(federation);
        var answer = await http.PostAsJsonAsync("/v1/models/m/score", new { rows = new object[] { new { x = 90, z = 40, g = "a" }, new { x = 5 } } }, token);
        using var scores = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(token));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var predictions = scores.RootElement.GetProperty("predictions").EnumerateArray().Select(p => p.GetDouble()).ToArray();
        Assert.True(predictions[0] > 0.8 && predictions[1] < 0.4);
        var wrong = await http.PostAsJsonAsync("/v1/models/m/score", new { rows = new[] { new { g = "c" } } }, token);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("g is one of: a, b", await wrong.Content.ReadAsStringAsync(token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_SiteThatStopsAnswering_IsNamedAndTheRunResumes()
    {
        const string call = "train(y ~ x + z + g, data = d, model = gbdt(trees = 4, depth = 3, min_leaf = 5), validation = 0.3)";
        var expected = await TrainAsync(call);
        await using var federation = await TestFederation.StartAsync(Data, options: new Coordinator.Runs.RunOptions { StageDeadline = TimeSpan.FromSeconds(3) });
        var seen = 0;
        federation.OnSent = (from, message) =>
        {
            if (from == "s1" && message.Tally is not null && Interlocked.Increment(ref seen) == 6) federation.SignalAgent("s1", "STOP");
        };
        using var client = federation.Client();
        var slow = await client.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((RunState.Failed, ErrorReason.SiteLost), (slow.State, slow.Problems[0].Reason));
        Assert.StartsWith("s1 did not answer", slow.Problems[0].Message, StringComparison.Ordinal);
        federation.OnSent = null;
        federation.SignalAgent("s1", "CONT");
        var resumed = await client.FollowAsync(await client.ResumeAsync(slow.Id, TestContext.Current.CancellationToken), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(RunState.Completed, resumed.State);
        Assert.Equal(expected.Result, resumed.Result);
    }

    /// <summary>A coordinator that changes a model cannot have it evaluated: every agent compares it with what its own run ended in.</summary>
    [Fact]
    public async Task Evaluate_ModelThatTheCoordinatorChanged_IsRefusedAtTheSites()
    {
        await using var federation = await TestFederation.StartAsync(Data);
        using var client = federation.Client();
        var run = await client.RunAsync("", "m <- train(y ~ x + z, data = d, model = gbdt(trees = 2, depth = 2))", cancellationToken: TestContext.Current.CancellationToken);
        var stored = federation.Store.FindRun(run.Id)!;
        stored.Result.Model.Trees.Trees[0].Threshold[0] += 1;
        federation.Store.SaveRun(stored, open: false, null);
        var evaluated = await client.RunAsync("", "evaluate(m, data = d)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((RunState.Refused, ErrorReason.ModelUnknown), (evaluated.State, evaluated.Problems[0].Reason));
    }

    /// <summary>The cohort that a site remembers comes from the outline: one of other variables, or of another model, is refused.</summary>
    [Theory]
    [InlineData("variable")]
    [InlineData("levels")]
    [InlineData("digest")]
    [InlineData("no outline")]
    public async Task Evaluate_OutlineThatIsNotTheModels_IsRefusedAtTheSites(string change)
    {
        await using var federation = await TestFederation.StartAsync(Data);
        using var client = federation.Client();
        await client.RunAsync("", "m <- train(y ~ x + z + g, data = d, model = gbdt(trees = 2, depth = 2))", cancellationToken: TestContext.Current.CancellationToken);
        var honest = (await client.RunAsync("", "evaluate(m, data = d)", cancellationToken: TestContext.Current.CancellationToken)).Provenance.Contract;
        using var coordinator = new HostileCoordinator(federation, "count(data = d)", (contract, _) =>
        {
            contract.Question = honest.Question.Clone();
            contract.AlgorithmVersion = honest.AlgorithmVersion;
            contract.EarlierResults.Add(honest.EarlierResults);
            var evaluate = contract.Question.Analysis.Evaluate;
            switch (change)
            {
                case "variable": evaluate.Trained.Features[0].Expression = evaluate.Trained.Features[1].Expression.Clone(); break;
                case "levels": evaluate.Trained.Features[2].Levels.Clear(); break;
                case "digest": evaluate.Fingerprint = ByteString.CopyFrom(new byte[32]); break;
                case "no outline": evaluate.Trained = null; break;
            }
        });
        coordinator.Offer();
        Assert.Equal(change == "no outline" ? ErrorReason.Protocol : ErrorReason.ModelUnknown, (await coordinator.NextAsync("s0")).Refusal?.Problem.Reason);
    }

    /// <summary>Above what one message may hold: only its outline is in the contract.</summary>
    [Fact]
    public async Task Evaluate_ModelOfTenMebibytes_IsMeasuredWhereItWasTrained()
    {
        await using var federation = await TestFederation.StartAsync(Data);
        using var client = federation.Client();
        var trained = await client.RunAsync("", "big <- train(y ~ x + z + g, data = d, model = mlp(hidden = c(1100, 1200)), rounds = 1, validation = 0.3)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(trained.Problems);
        Assert.True(trained.Result.Model.CalculateSize() > 10 << 20);
        var evaluated = await client.RunAsync("", "evaluate(big, data = d)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(evaluated.Problems);
        Assert.True(evaluated.Provenance.Contract.CalculateSize() < 1 << 14);
        Assert.InRange(evaluated.Result.Glance.Single(g => g.Name == "auc").Number, 0, 1);
    }

    private static async Task<Run> TrainAsync(string call)
    {
        await using var federation = await TestFederation.StartAsync(Data);
        using var client = federation.Client();
        return await client.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static HttpClient Http(TestFederation federation)
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        var http = new HttpClient(handler) { BaseAddress = new Uri(federation.Address), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        http.DefaultRequestHeaders.Add("authorization", "Bearer " + Invitations.CreateToken(federation.Store, "ada", TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1)));
        return http;
    }
}
