using FedOnco.Agent.Data.Engines;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

public sealed class AggregateTests : IDisposable
{
    internal const string Study = """
          d:
            patient_key: id
            rows_per_patient: one
            variables:
              id: {type: category}
              start: {type: date, range: ["2000-01-01", "2030-01-01"]}
              high: {type: boolean, aggregate: {of: labs, take: any, where: {kind: psa}, time: day, origin: start, window: [-30, 30]}}
              n: {type: integer, range: [0, 100], aggregate: {of: labs, take: count, where: {kind: [psa, hb]}}}
              first: {type: decimal, range: [0, 1000], aggregate: {of: labs, take: first, value: x, time: day, where: {kind: psa}}}
              last: {type: decimal, range: [0, 1000], aggregate: {of: labs, take: last, value: x, time: day, where: {kind: psa}}}
              least: {type: decimal, range: [0, 1000], aggregate: {of: labs, take: min, value: x}}
              most: {type: decimal, range: [0, 50], aggregate: {of: labs, take: max, value: x}}
              mean: {type: decimal, range: [0, 1000], aggregate: {of: labs, take: mean, value: x}}
              kind: {type: category, levels: [psa, hb], aggregate: {of: labs, take: last, value: kind, time: day}}
              many: {type: boolean, derived: "n > 2"}
          labs:
            patient_key: id
            variables:
              id: {type: category}
              kind: {type: category, levels: [psa, hb]}
              day: {type: date, range: ["2000-01-01", "2030-01-01"]}
              x: {type: decimal, range: [0, 1000]}

        """;

    private const string Catalogue = "datasets:\n  d: {study: s, csv: d.csv}\n  labs: {study: s, csv: labs.csv, key: NIP}\n";

    private readonly SiteFolder _folder = new();

    [Fact]
    public void Load_Aggregates_AreOneValueAPatient()
    {
        Write(_folder);
        var data = Read();
        Assert.Equal(4, data.Rows);
        Expect(data, "high", 1, 0, 0, 0);
        Expect(data, "n", 3, 1, 0, 1);
        Expect(data, "first", 4, 7, double.NaN, double.NaN);
        Expect(data, "last", 6, 7, double.NaN, double.NaN);
        Expect(data, "least", 4, 7, double.NaN, double.NaN);
        Expect(data, "most", double.NaN, 7, double.NaN, double.NaN);
        Expect(data, "mean", (4 + 6 + 120) / 3.0, 7, double.NaN, double.NaN);
        Expect(data, "kind", 0, 0, double.NaN, 1);
        Expect(data, "many", 1, 0, 0, 0);
    }

    [Fact]
    public void Load_PatientTwice_MultipliesNeitherRowsNorCounts()
    {
        Write(_folder);
        File.AppendAllText(Path.Combine(_folder.Path, "d.csv"), "a,2020-01-01\n");
        var data = Read();
        Assert.Equal(5, data.Rows);
        Expect(data, "n", 3, 3, 1, 0, 1);
        Expect(data, "high", 1, 1, 0, 0, 0);
    }

    [Theory]
    [InlineData("take: any", "take: count", "count gives an integer.")]
    [InlineData("of: labs, take: any", "of: lab, take: any", "lab is no other dataset of this study. Did you mean labs?")]
    [InlineData("where: {kind: psa}, time: day, origin: start", "where: {kind: psaa}, time: day, origin: start", "psaa is no level of kind. Did you mean psa?")]
    [InlineData("time: day, origin: start, window", "time: day, window", "origin: is needed")]
    [InlineData("take: mean, value: x", "take: mean", "mean needs value:")]
    [InlineData("take: mean, value: x", "take: mean, value: kind", "kind has no mean.")]
    [InlineData("take: max, value: x", "take: max, value: kind", "kind has no order")]
    [InlineData("take: max, value: x", "take: first, value: x", "time: is needed")]
    [InlineData("window: [-30, 30]", "window: [30, -30]", "two numbers of days")]
    [InlineData("levels: [psa, hb], aggregate", "levels: [hb, psa], aggregate", "its levels are not those of kind")]
    [InlineData("    rows_per_patient: one\n", "", "rows_per_patient: one to take values")]
    public void Dictionary_WrongAggregate_SaysSo(string right, string wrong, string message)
    {
        Assert.Contains(right, Study, StringComparison.Ordinal);
        var fault = Assert.Throws<FedOncoException>(() => SiteFolder.Dictionary(Study.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dictionary_WrittenAndRead_IsTheSame()
    {
        var dictionary = SiteFolder.Dictionary(Study);
        Assert.Equal(dictionary, Documents.Dictionaries.DictionaryFile.Read(Documents.Dictionaries.DictionaryFile.Write(dictionary), "again"));
        var other = SiteFolder.Dictionary(Study.Replace("window: [-30, 30]", "window: [-30, 31]", StringComparison.Ordinal));
        Assert.NotEqual(Privacy.SecureSums.Hashes.Dataset(dictionary.Datasets[0]), Privacy.SecureSums.Hashes.Dataset(other.Datasets[0]));
    }

    [Fact]
    public void Catalogue_OtherDatasetMissing_IsAFault() =>
        Assert.Contains("d takes values from labs, which this catalogue does not list", _folder.Fault(Study, "datasets:\n  d: {study: s, csv: d.csv}\n"), StringComparison.Ordinal);

    [Fact]
    public void Load_Metabric_EqualsACountInMemory()
    {
        string clinical = SharedFiles.Require("data/metabric/c1/clinical.csv"), mutations = SharedFiles.Require("data/metabric/c1/mutations.csv");
        string[][] patients = [.. File.ReadLines(clinical).Skip(1).Select(l => l.Split(','))], rows = [.. File.ReadLines(mutations).Skip(1).Select(l => l.Split(','))];
        var genes = rows.Select(r => r[1]).Distinct().Order(StringComparer.Ordinal).ToList();
        var levels = string.Join(", ", genes.Select(g => $"\"{g}\""));
        var study = $"  d:\n    patient_key: patient_id\n    rows_per_patient: one\n    variables:\n      patient_id: {{type: category}}\n      tp53: {{type: boolean, aggregate: {{of: mutations, take: any, where: {{gene: TP53}}}}}}\n      n: {{type: integer, range: [0, 1000], aggregate: {{of: mutations, take: count}}}}\n  mutations:\n    patient_key: patient_id\n    variables:\n      patient_id: {{type: category}}\n      gene: {{type: category, levels: [{levels}]}}\n";
        var data = _folder.Load(study, $"datasets:\n  d: {{study: s, csv: '{clinical}'}}\n  mutations: {{study: s, csv: '{mutations}'}}\n");
        patients = [.. patients.OrderBy(p => p[0], StringComparer.Ordinal)];
        var counts = rows.GroupBy(r => r[0]).ToDictionary(g => g.Key, g => g.Count());
        var mutated = rows.Where(r => r[1] == "TP53").Select(r => r[0]).ToHashSet();
        Assert.Equal(patients.Length, data.Rows);
        Assert.Equal(patients.Select(p => mutated.Contains(p[0]) ? 1.0 : 0), InOrder(data, "tp53"));
        Assert.Equal(patients.Select(p => (double)counts.GetValueOrDefault(p[0])), InOrder(data, "n"));
        Assert.InRange(data.Column("tp53").ToArray().Sum(), 50, 500);
    }

    /// <summary>Thresholds are about people: 10,613 rows of mutations are not 10,613 patients.</summary>
    [Fact]
    public void Preflight_ManyRowsAPatient_CountsDistinctPatients()
    {
        var file = SharedFiles.Require("data/metabric/c1/mutations.csv");
        var dataset = _folder.Catalogue("  d:\n    patient_key: patient_id\n    variables:\n      patient_id: {type: category}\n", $"datasets:\n  d: {{study: s, csv: '{file}'}}\n").Single();
        var context = new StudyContext(new Question { Data = "d" }, dataset.Dataset, ["s1"], new DisclosureTerms());
        var tally = PreflightSite.Sum(context, new PreflightStep(), new SiteRun("s1", _folder.Open(dataset)));
        var ids = File.ReadLines(file).Skip(1).Select(l => l.Split(',')[0]).ToList();
        Assert.Equal((ids.Distinct().Count(), ids.Count), (tally.Block("patients")[0], tally.Block("rows")[0]));
        Assert.True(ids.Distinct().Count() < ids.Count);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Patients and their laboratory values.</summary>
    internal static void Write(SiteFolder folder)
    {
        folder.Write("d.csv", "id,start\na,2020-01-01\nb,2020-01-01\nc,\nd,2020-01-01\n");
        folder.Write("labs.csv", "NIP,kind,day,x\na,psa,2020-01-10,4\na,psa,2021-01-10,6\na,hb,2019-01-01,120\nb,psa,2020-03-01,7\nd,hb,2020-01-01,\n,psa,2020-01-01,5\nz,psa,2020-01-01,5\n");
    }

    private RunSource Read()
    {
        return _folder.Load(Study, Catalogue);
    }

    /// <summary>In the order of the keys.</summary>
    private static void Expect(RunSource data, string variable, params double[] expected) => Assert.Equal(expected, InOrder(data, variable));

    private static double[] InOrder(RunSource data, string variable)
    {
        var keys = data.MapKeys(k => k)!; // The dictionary names one.
        return [.. data.Column(variable).ToArray().Zip(keys).OrderBy(v => v.Second, StringComparer.Ordinal).Select(v => v.First)];
    }
}
