using System.Buffers.Binary;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>
/// The attack that masks alone do not stop, on rotterdam: a coordinator that could choose the coefficients of a step would read
/// a patient out of an honest total. Steps are derived by every party, so each way of choosing one ends the run.
/// </summary>
public sealed class ChosenCoefficientTests : IAsyncLifetime
{
    private const string Call = "glm(recur ~ age + nodes + pgr + er, data = d, family = binomial)";
    private static readonly string[] Variables = ["age", "nodes", "pgr", "er"];

    private readonly Centres _centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam");
    private TestFederation _federation = null!;

    public async ValueTask InitializeAsync()
    {
        var files = Directory.GetFiles(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam.csv", SearchOption.AllDirectories);
        _federation = await TestFederation.StartAsync(files.ToDictionary(f => Path.GetFileName(Path.GetDirectoryName(f)!), File.ReadAllText), members: ["s9"]);
    }

    public ValueTask DisposeAsync() => _federation.DisposeAsync();

    [Fact]
    public async Task Attack_WhereTheStepCouldBeChosen_ReadsAPatientInEveryTry()
    {
        var (_, plain) = _centres.Run(Call.Replace("= d,", "= rotterdam,", StringComparison.Ordinal));
        var model = plain.Sums.Select(s => s.Step).OfType<GlmStep>().First().Model;
        var chosen = new ChosenCoefficients(_centres.Sources, Variables, model, seed: 1);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var (coefficients, patient) = chosen.Next();
            var total = await plain.SumAsync(GlmStep.Create(model, coefficients)!, TestContext.Current.CancellationToken);
            Assert.InRange(total.Block("information")[0], 0.25 * (1 - 1e-12), 0.25 * (1 + 1e-6));
            AssertIs(patient, ChosenCoefficients.Read(total, patient.Length + 1), 1e-5);
        }
    }

    [Fact]
    public async Task Coordinator_ThatLabelsATotalWithItsOwnStep_GetsAStepMismatch()
    {
        await using var peer = await HostilePeer.ConnectAsync(_federation, "s9");
        var playing = peer.PlayAsync(m => [m]);
        using var coordinator = new HostileCoordinator(_federation, Call);
        await coordinator.SetUpAsync();
        var attack = new Attack(coordinator, step =>
        {
            var (coefficients, patient) = Chosen(step.Model).Next();
            return (GlmStep.Create(step.Model, coefficients)!, patient);
        });
        await Assert.ThrowsAnyAsync<FedOncoException>(() => attack.RunAsync());
        foreach (var site in coordinator.Sites.Where(s => s != "s9")) await coordinator.AssertRefusedAsync(site, ErrorReason.StepMismatch);
        foreach (var site in coordinator.Sites.Where(s => s != "s9")) coordinator.AssertNoTally(site);
        // What was added is the total of the step that the sites derived themselves: nobody's row.
        var read = ChosenCoefficients.Read(attack.Learned!, attack.Patient!.Length + 1);
        Assert.True(attack.Patient.Zip(read).Max(p => Math.Abs(p.First - p.Second)) > 0.05);
        await peer.StopAsync(playing);
    }

    [Fact]
    public async Task Coordinator_ThatSteersThroughAForgedTotal_IsFoundOut()
    {
        await using var peer = await HostilePeer.ConnectAsync(_federation, "s9");
        var playing = peer.PlayAsync(m => [m]);
        using var coordinator = new HostileCoordinator(_federation, Call);
        await coordinator.SetUpAsync();
        // The start's total gives the first coefficients: its response is replaced by matrix times the chosen ones.
        var start = new StartForger(coordinator, Chosen);
        await Assert.ThrowsAnyAsync<FedOncoException>(() => start.RunAsync());
        Assert.True(start.Forged);
        foreach (var site in coordinator.Sites.Where(s => s != "s9")) await coordinator.AssertRefusedAsync(site, ErrorReason.TotalUnverified);
        foreach (var site in coordinator.Sites.Where(s => s != "s9")) coordinator.AssertNoTally(site);
        await peer.StopAsync(playing);
    }

    [Fact]
    public async Task Site_ThatAnswersAChosenStep_EndsTheRunByItsName()
    {
        await using var peer = await HostilePeer.ConnectAsync(_federation, "s9");
        var playing = peer.PlayAsync(m => [m], step => step is GlmStep newton ? GlmStep.Create(newton.Model, Chosen(newton.Model).Next().Coefficients)! : step);
        using var client = _federation.Client();
        var run = await client.RunAsync("", Call, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((RunState.Failed, ErrorReason.StepMismatch), (run.State, run.Problems[0].Reason));
        Assert.StartsWith("s9 derived another step", run.Problems[0].Message, StringComparison.Ordinal);
        await peer.StopAsync(playing);
    }

    [Fact]
    public async Task Coordinator_ThatAddsTheTalliesOfDifferentSteps_HoldsNoise()
    {
        await using var peer = await HostilePeer.ConnectAsync(_federation, "s9");
        double[] patient = [];
        GlmStep? wanted = null;
        var playing = peer.PlayAsync(m => [m], step =>
        {
            if (step is not GlmStep newton) return step;
            (var coefficients, patient) = Chosen(newton.Model).Next();
            return wanted = GlmStep.Create(newton.Model, coefficients)!;
        });
        using var coordinator = new HostileCoordinator(_federation, Call);
        await coordinator.SetUpAsync();
        var adder = new Relabeller(coordinator, () => wanted!);
        await Assert.ThrowsAnyAsync<FedOncoException>(() => adder.RunAsync());
        // The masks are bound to the step: they do not cancel, and neither step's total is there.
        var read = ChosenCoefficients.Read(adder.Learned!, patient.Length + 1);
        Assert.True(patient.Zip(read).Max(p => Math.Abs(p.First - p.Second)) > 0.05);
        Assert.True(adder.Learned!.Values.ToArray().Max(Math.Abs) > Math.Pow(2, 50));
        await peer.StopAsync(playing);
    }

    private ChosenCoefficients Chosen(GlmModel model) => new(_centres.Sources, Variables, model, seed: 7);

    private static void AssertIs(double[] patient, double[] read, double tolerance) =>
        Assert.All(patient.Zip(read), p => Assert.InRange(p.Second, p.First - tolerance, p.First + tolerance));

    /// <summary>Adds honestly until the first Newton step, then wants the chosen one in its place.</summary>
    private sealed class Attack(HostileCoordinator coordinator, Func<GlmStep, (GlmStep Step, double[] Patient)> choose) : IFederation
    {
        public Total? Learned { get; private set; }

        public double[]? Patient { get; private set; }

        public Task<object> RunAsync() => coordinator.RunProgramAsync(this);

        public Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
        {
            if (step is not GlmStep newton) return coordinator.SumAsync(step, cancellationToken);
            var (wanted, patient) = choose(newton);
            Patient = patient;
            coordinator.Distort = (_, _, chunks) =>
            {
                foreach (var chunk in chunks) chunk.StepHash = ByteString.CopyFrom(wanted.Hash());
                return chunks;
            };
            return LearnAsync(step, cancellationToken);
        }

        private async Task<Total> LearnAsync(Step step, CancellationToken cancellationToken) =>
            Learned ??= await coordinator.SumAsync(step, cancellationToken);
    }

    /// <summary>Adds the tallies of the first Newton step whatever steps they are of, under the label of the chosen one.</summary>
    private sealed class Relabeller(HostileCoordinator coordinator, Func<GlmStep> wanted) : IFederation
    {
        public Total? Learned { get; private set; }

        public Task<object> RunAsync() => coordinator.RunProgramAsync(this);

        public async Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
        {
            if (step is not GlmStep) return await coordinator.SumAsync(step, cancellationToken);
            var tallies = new List<(string Site, TallyChunk Chunk)>();
            foreach (var site in coordinator.Sites) tallies.Add((site, (await coordinator.NextAsync(site)).Tally));
            var chosen = wanted();
            var sum = new Privacy.SecureSums.CoordinatorSum(coordinator.Run.Memory, tallies[0].Chunk.Index, chosen.Hash(), chosen.Layout, coordinator.Sites);
            foreach (var (site, chunk) in tallies)
            {
                chunk.StepHash = ByteString.CopyFrom(chosen.Hash());
                sum.Add(site, chunk);
            }

            Learned = new Total(chosen.Layout, sum.Decode());
            throw new FedOncoException(ErrorReason.StepMismatch, "The attack is over.");
        }
    }

    /// <summary>Forges the total of the start so that the step which follows from it is the chosen one.</summary>
    private sealed class StartForger(HostileCoordinator coordinator, Func<GlmModel, ChosenCoefficients> chosen) : IFederation
    {
        public bool Forged { get; private set; }

        public Task<object> RunAsync() => coordinator.RunProgramAsync(this);

        public async Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
        {
            if (step is not GlmStartStep start) return await coordinator.SumAsync(step, cancellationToken);
            var sum = await coordinator.AddAsync(start, coordinator.Sites);
            var total = new Total(start.Layout, sum.Decode());
            var (coefficients, _) = chosen(start.Model).Next();
            var size = coefficients.Length;
            var matrix = Analyses.Numerics.Packed.Unpack(total.Block("products"), size);
            var chunk = Assert.Single(sum.Chunks());
            var elements = chunk.Elements.ToByteArray();
            var offset = start.Layout.Blocks.TakeWhile(b => b.Name != "response").Sum(b => (int)b.Length);
            var bits = start.Layout.Blocks.Single(b => b.Name == "response").FractionBits;
            for (var i = 0; i < size; i++)
            {
                var value = Enumerable.Range(0, size).Sum(j => matrix[(i * size) + j] * coefficients[j]);
                BinaryPrimitives.WriteInt128LittleEndian(elements.AsSpan(16 * (offset + i)), (Int128)(value * Math.Pow(2, bits)));
            }

            chunk.Elements = ByteString.CopyFrom(elements);
            Forged = true;
            foreach (var site in coordinator.Sites) coordinator.Send(site, new FromCoordinator { Total = chunk });
            return total;
        }
    }
}
