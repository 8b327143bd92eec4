using System.Text;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Draft;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Gate;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Learning;
using FedOnco.Audit;
using FedOnco.Documents.Dictionaries;
using FedOnco.Fuzz;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.Tests.Fuzz;

/// <summary>Every kind of file that the agent reads, nearly right or anything at all: it is read, or one message says what is wrong.</summary>
public sealed class FileFuzzTests : IDisposable
{
    private const string Variables = "  d:\n    patient_key: id\n    variables:\n      id: {type: integer, range: [1, 100]}\n      age: {type: number, range: [0, 120]}\n      sex: {type: category, levels: [f, m]}\n      day: {type: date}\n";
    private const string Rows = "id,age,sex,day\n1,50.5,f,2020-01-01\n2,61,m,2020-02-03\n3,,f,\n4,70,\"m\",2021-05-06\n";
    private static readonly string[] Bombs = [new('[', 20_000), new('{', 20_000), string.Concat(Enumerable.Repeat("- ", 20_000)), string.Concat(Enumerable.Range(0, 3_000).Select(i => new string(' ', i) + "a:\n")), Laughs()];

    private readonly SiteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PolicyFile_NearlyRight_IsReadOrNamed() => Texts(400, File.ReadAllText(Path.Combine(Repository.Root, "samples/policies/default.yaml")), text => PolicyFile.Read(text, "policy.yaml"));

    [Fact]
    public void DictionaryFile_NearlyRight_IsReadOrNamed() => Texts(200, string.Concat(File.ReadLines(Path.Combine(Repository.Root, "samples/trials/dictionary.yaml")).Take(24).Select(l => l + "\n")), text => DerivedColumns.Check(DictionaryFile.Read(text, "dictionary.yaml")));

    [Fact]
    public void CatalogueFile_NearlyRight_IsReadOrNamed()
    {
        var dictionaries = new Dictionary<string, Dictionary> { ["trials"] = DictionaryFile.Read(File.ReadAllText(Path.Combine(Repository.Root, "samples/trials/dictionary.yaml")), "dictionary.yaml") };
        Texts(200, File.ReadAllText(Path.Combine(Repository.Root, "samples/trials/catalogue.yaml")), text => CatalogueFile.Read(text, "catalogue.yaml", dictionaries));
    }

    [Fact]
    public void Settings_NearlyRight_AreReadOrNamed() => Texts(400, """{"Agent": {"Site": "s1", "Coordinator": "https://c:8443", "State": "state", "EngineMemoryMiB": 1024, "StatementSeconds": 600}}""", text =>
    {
        _folder.Write("appsettings.json", text);
        AgentHome.Open(_folder.Path);
    });

    [Fact]
    public void LifeTable_NearlyRight_IsReadOrNamed() => Texts(1_000, "sex,year,age,rate\nf,2000,50,0.001\nf,2000,51,0.002\nf,2001,50,0.001\nf,2001,51,0.002\n", text => Assert.NotEmpty(LifeTableFile.Read("t", text.Split('\n')).Daily));

    [Fact]
    public void Csv_NearlyRight_IsReadOrNamed() => Data("csv", Encoding.UTF8.GetBytes(Rows), 60);

    [Fact]
    public void Parquet_NearlyRight_IsReadOrNamed()
    {
        _folder.Write("sound.csv", Rows);
        DuckDbFile.Write(Path.Combine(_folder.Path, "maker.db"), $"COPY (SELECT id::BIGINT AS id, age::DOUBLE AS age, sex, day::DATE AS day FROM read_csv('{Path.Combine(_folder.Path, "sound.csv")}', header = true, all_varchar = true)) TO '{Path.Combine(_folder.Path, "sound.parquet")}' (FORMAT parquet)");
        Data("parquet", File.ReadAllBytes(Path.Combine(_folder.Path, "sound.parquet")), 60);
    }

    [Fact]
    public void AuditLog_NearlyRight_IsReadOrNamed()
    {
        var state = Directory.CreateDirectory(Path.Combine(_folder.Path, "state")).FullName;
        using (var log = AuditLog.Open(state))
        {
            for (var i = 0; i < 5; i++) log.Append("start", DateTimeOffset.UnixEpoch.AddDays(i), json => json.WriteString("policy", "p"));
        }

        var sound = File.ReadAllBytes(AuditLog.LinesFile(state));
        Each(200, sound, bytes =>
        {
            File.WriteAllBytes(AuditLog.LinesFile(state), bytes);
            using StringWriter output = new(), errors = new();
            Assert.True(AuditReport.Verify(state, null, output, errors) == 0 || errors.ToString().Length > 0 || output.ToString().StartsWith("0 entries", StringComparison.Ordinal));
            AuditReport.Lines(state, 100, output);
        });
    }

    [Fact]
    public void Model_NearlyRight_IsScoredOrNamed() => Each(2_000, Model().ToByteArray(), bytes =>
    {
        TrainedModel model;
        try
        {
            model = TrainedModel.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return;
        }

        new ModelScorer(model).Score(new double[model.Features.Count]);
    });

    private static TrainedModel Model() => new()
    {
        Task = LearningTask.Binary,
        Features = { new ModelFeature { Name = "age" }, new ModelFeature { Name = "sex", Levels = { "f", "m" } } },
        Trees = new TreeEnsemble { Base = 0.1, Trees = { new DecisionTree { Feature = { 0, -1, 1, -1, -1 }, Threshold = { 50, 0, 0, 0, 0 }, Levels = { new LevelSet(), new LevelSet(), new LevelSet { Levels = { 1 } }, new LevelSet(), new LevelSet() }, MissingLeft = { true, false, false, false, false }, Left = { 1, 0, 3, 0, 0 }, Right = { 2, 0, 4, 0, 0 }, Value = { 0, 1, 0, 2, 3 } } } },
    };

    /// <summary>Ten texts that stand for ten of the one before each: a file of a few hundred bytes, ten thousand million nodes.</summary>
    private static string Laughs() => "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 10).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

    /// <summary>What a check, a draft and a run read of a data file.</summary>
    private void Data(string kind, byte[] sound, int cases)
    {
        var file = Path.Combine(_folder.Path, "d." + kind);
        Each(cases, sound, bytes =>
        {
            File.WriteAllBytes(file, bytes);
            var data = _folder.Catalogue(Variables, $"datasets:\n  d: {{study: s, {kind}: d.{kind}}}\n")[0];
            foreach (var fault in SiteFolder.Check(data).Faults) Assert.NotEmpty(fault);
            using var source = new EngineSource(EngineEntry.Of(data), data.Dataset, "s1", new EngineSettings());
            Named(() =>
            {
                using var open = source.Open(data.Dataset.Variables.Select(v => v.Name), CancellationToken.None);
            });
            Named(() => SourceSampler.Sample(file, _folder.Path));
        });
    }

    private static void Texts(int cases, string sound, Action<string> read)
    {
        read(sound);
        foreach (var bomb in Bombs) Named(() => read(bomb));
        Each(cases, Encoding.UTF8.GetBytes(sound), bytes => read(Encoding.UTF8.GetString(bytes)));
    }

    private static void Each(int cases, byte[] sound, Action<byte[]> read)
    {
        var random = new Random(FuzzLength.Seed);
        for (var i = 0; i < FuzzLength.Of(cases); i++)
        {
            var bytes = random.Next(10) == 0 ? Mutations.Bytes(random, 300) : Mutations.Of(sound, random);
            Named(() => read(bytes), () => $"{i}: {Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 2_000)))}");
        }
    }

    private static void Named(Action read, Func<string>? input = null)
    {
        try
        {
            read();
        }
        catch (FedOncoException fault)
        {
            Assert.True(fault.Reason is not (ErrorReason.Internal or ErrorReason.Unspecified) && fault.Message.Length > 0, input?.Invoke());
        }
        catch (Exception defect) when (defect is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{defect.GetType().Name}: {defect.Message} {defect.StackTrace?.Split('\n')[0]} at {input?.Invoke()}");
        }
    }
}
