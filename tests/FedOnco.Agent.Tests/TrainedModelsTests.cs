using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Learning.Evaluation;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FedOnco.Agent.Tests;

/// <summary>Models that this site's runs ended in: found again in their own study only, and evaluated only where the contract names exactly that model.</summary>
public sealed class TrainedModelsTests : IDisposable
{
    private const string Rules = "profile: default\nstudies: [s, t]\npeople: [\"*\"]\nanalyses: [count, evaluate]\n";

    private static readonly byte[] Transcript = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly byte[] OtherTranscript = [.. Enumerable.Repeat((byte)8, 32)];
    private readonly string _folder = Directory.CreateTempSubdirectory("models-").FullName;
    private readonly Catalogue _catalogue;
    private readonly CohortLedger _ledger;
    private readonly KeptRows _rows;
    private TrainedModels _models;

    public TrainedModelsTests()
    {
        File.WriteAllText(Path.Combine(_folder, "d.csv"), "age,x,g\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{20 + i},{i % 7},{(i % 2 == 0 ? "a" : "b")}\n")));
        File.WriteAllText(Path.Combine(_folder, "catalogue.yaml"), "datasets:\n  d: {study: s, csv: d.csv}\n");
        var dataset = new Dataset { Name = "d", Variables = { Whole("age", 100), Whole("x", 10), new Variable { Name = "g", Type = VariableType.Category, Levels = { new Level { Name = "a" }, new Level { Name = "b" } } } } };
        _catalogue = Catalogue.Open(Path.Combine(_folder, "catalogue.yaml"), new Dictionary<string, Dictionary> { ["s"] = new() { Study = "s", Version = 1, Datasets = { dataset } } }, "a", new byte[32], new EngineSettings());
        _ledger = new CohortLedger(_folder);
        _models = new TrainedModels(_folder);
        _rows = new KeptRows(_folder);
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _rows.Dispose();
        _models.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Find_AfterARestart_GivesTheModelOfItsStudyAndRunAlone()
    {
        _models.Add("s", Transcript, Model(1));
        _models.Add("t", Transcript, Model(2));
        _models.Add("t", OtherTranscript, Model(3));
        _models.Dispose();
        _models = new TrainedModels(_folder);
        Assert.Equal(Model(1), _models.Find("s", Transcript));
        Assert.Equal(Model(2), _models.Find("t", Transcript));
        Assert.Equal(Model(3), _models.Find("t", OtherTranscript));
        Assert.Null(_models.Find("s", OtherTranscript));
        Assert.Null(_models.Find("u", Transcript));
        Assert.Null(_models.Find("S", Transcript));
        Assert.Null(_models.Find("s", Transcript.AsSpan(1)));
    }

    [Fact]
    public void Add_SameRunAgain_KeepsTheLast()
    {
        _models.Add("s", Transcript, Model(1));
        _models.Add("s", Transcript, Model(2));
        Assert.Equal(Model(2), _models.Find("s", Transcript));
    }

    [Fact]
    public void Admit_OutlineOfTheOwnModel_RunsOnTheWholeAndLeavesTheContractAsItIs()
    {
        _models.Add("s", Transcript, Model(1));
        var contract = Contract(Model(1));
        var sent = contract.Clone();
        var admission = Gate().Admit(contract, []);
        Assert.Equal(Model(1), admission.Context.Question.Analysis.Evaluate.Trained);
        Assert.Equal(sent, admission.Contract);
        Assert.Null(admission.Contract.Question.Analysis.Evaluate.Trained.Linear);
    }

    [Fact]
    public void Admit_ModelOfAnotherStudy_IsUnknown()
    {
        _models.Add("t", Transcript, Model(1));
        var refused = Assert.Throws<FedOncoException>(() => Gate().Admit(Contract(Model(1)), []));
        Assert.Equal(ErrorReason.ModelUnknown, refused.Reason);
        _models.Add("s", Transcript, Model(1));
        Gate().Admit(Contract(Model(1)), []);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("fingerprint")]
    [InlineData("no fingerprint")]
    [InlineData("weights")]
    [InlineData("task")]
    [InlineData("response")]
    [InlineData("variable")]
    [InlineData("one variable less")]
    [InlineData("levels")]
    [InlineData("imputed value")]
    [InlineData("input")]
    [InlineData("learner in the outline")]
    public void Admit_OtherThanTheOwnModel_IsUnknown(string change)
    {
        _models.Add("s", Transcript, Model(1));
        var contract = Contract(Model(1));
        var evaluate = contract.Question.Analysis.Evaluate;
        switch (change)
        {
            case "run": evaluate.TranscriptHash = contract.EarlierResults[0] = ByteString.CopyFrom(OtherTranscript); break;
            case "fingerprint": evaluate.Fingerprint = ByteString.CopyFrom(new byte[32]); break;
            case "no fingerprint": evaluate.Fingerprint = ByteString.Empty; break;
            case "weights": evaluate.Fingerprint = ByteString.CopyFrom(ModelOutline.Fingerprint(Model(2))); break;
            case "task": evaluate.Trained.Task = LearningTask.Counts; break;
            case "response": evaluate.Trained.Response = new Expression { Variable = "x" }; break;
            case "variable": evaluate.Trained.Features[0].Expression = new Expression { Variable = "age" }; break;
            case "one variable less": evaluate.Trained.Features.RemoveAt(1); break;
            case "levels": (evaluate.Trained.Features[1].Levels[0], evaluate.Trained.Features[1].Levels[1]) = ("b", "a"); break;
            case "imputed value": evaluate.Trained.Features[0].Imputed += 1; break;
            case "input": evaluate.Trained.Inputs[0].Centre += 1; break;
            case "learner in the outline": evaluate.Trained.Linear = Model(1).Linear; break;
        }

        Assert.Equal(ErrorReason.ModelUnknown, Assert.Throws<FedOncoException>(() => Gate().Admit(contract, [])).Reason);
    }

    [Theory]
    [InlineData("no outline")]
    [InlineData("no earlier result")]
    [InlineData("two earlier results")]
    [InlineData("earlier result of another run")]
    [InlineData("earlier result of a count")]
    public void Admit_EarlierResultsThatAreNotTheQuestions_IsAFaultOfTheProtocol(string change)
    {
        _models.Add("s", Transcript, Model(1));
        var contract = Contract(Model(1));
        switch (change)
        {
            case "no outline": contract.Question.Analysis.Evaluate.Trained = null; break;
            case "no earlier result": contract.EarlierResults.Clear(); break;
            case "two earlier results": contract.EarlierResults.Add(ByteString.CopyFrom(OtherTranscript)); break;
            case "earlier result of another run": contract.EarlierResults[0] = ByteString.CopyFrom(OtherTranscript); break;
            case "earlier result of a count": contract.Question.Analysis = new Analysis { Count = new CountSpec() }; contract.AlgorithmVersion = AnalysisVersions.Of(contract.Question).Version; break;
        }

        Assert.Equal(ErrorReason.Protocol, Assert.Throws<FedOncoException>(() => Gate().Admit(contract, [])).Reason);
    }

    private ContractGate Gate() => new("a", PolicyFile.Read(Rules, "policy.yaml"), _catalogue, _ledger, _models, new SnapshotGate("a", _rows), TimeProvider.System);

    private Contract Contract(TrainedModel model)
    {
        var held = _catalogue.Find("s", "d")!; // In the catalogue that the test wrote.
        var question = new Question
        {
            Data = "d",
            Analysis = new Analysis { Evaluate = new EvaluateSpec { Model = "m", Trained = ModelOutline.Of(model), TranscriptHash = ByteString.CopyFrom(Transcript), Fingerprint = ByteString.CopyFrom(ModelOutline.Fingerprint(model)) } },
        };
        return new Contract
        {
            Study = "s",
            DictionaryHash = ByteString.CopyFrom(held.DictionaryHash),
            DictionaryVersion = 1,
            Question = question,
            AlgorithmVersion = AnalysisVersions.Of(question).Version,
            Sites = { "a", "b", "c" },
            SnapshotHashes = { ByteString.CopyFrom(held.SnapshotHash), ByteString.CopyFrom(2), ByteString.CopyFrom(3) },
            Terms = PolicyFile.Read(Rules, "policy.yaml").Terms,
            Expires = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddDays(1)),
            Person = "p",
            EarlierResults = { ByteString.CopyFrom(Transcript) },
            HistoryHash = ByteString.CopyFrom(History.Hash(Array.Empty<HistoryEntry>())),
        };
    }

    /// <summary>Models that differ in one weight.</summary>
    private static TrainedModel Model(double weight) => new()
    {
        Task = LearningTask.Regression,
        Response = new Expression { Variable = "age" },
        Features =
        {
            new ModelFeature { Name = "x", Expression = new Expression { Variable = "x" }, Imputed = 3 },
            new ModelFeature { Name = "g", Expression = new Expression { Variable = "g" }, Levels = { "a", "b" } },
        },
        Inputs = { new ModelInput { Feature = 0, Level = -1, Centre = 3, Scale = 2 }, new ModelInput { Feature = 1, Level = 1, Scale = 1 } },
        Linear = new LinearLearner { Intercept = 40, Coefficients = { weight, 0.5 } },
    };

    private static Variable Whole(string name, double most) => new() { Name = name, Type = VariableType.Integer, Minimum = 0, Maximum = most, Step = 1 };
}
