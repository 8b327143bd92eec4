using System.Globalization;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Check;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

/// <summary>The templates in samples/omop over synthetic patients, against the same numbers by loops over the files.</summary>
public sealed class OmopTests : IDisposable
{
    private const long Diagnosis = 40481087;

    private static readonly long[] Drugs = [1127433, 40162522];
    private static readonly long[] Surgery = [4107731, 4326177];

    private readonly SiteFolder _folder = new();

    [Fact]
    public void Patients_FromFiles_EqualLoopsOverTheTables() => Require(Load(Catalogue($"omop54: {{csv: '{SharedFiles.Require("data/omop")}'}}"), "patients"));

    [Fact]
    public void Patients_FromADuckDbSchema_EqualLoopsOverTheTables()
    {
        var omop = SharedFiles.Require("data/omop");
        DuckDbFile.Write(Path.Combine(_folder.Path, "omop.duckdb"), ["CREATE SCHEMA cdm", .. OmopTables.Names.Select(t => $"CREATE TABLE cdm.{t} AS SELECT * FROM read_csv('{omop}/{t.ToUpperInvariant()}.csv')")]);
        Require(Load(Catalogue("omop54: {duckdb: omop.duckdb, schema: cdm}"), "patients"));
    }

    [Fact]
    public void Check_Template_Conforms()
    {
        var check = SiteFolder.Check(Catalogue($"omop54: {{csv: '{SharedFiles.Require("data/omop")}'}}").First(d => d.Dataset.Name == "patients"));
        Assert.True(check.Conforms, CheckText.Of([check]));
        Assert.Equal((23, 23), (check.Rows, check.Patients));
    }

    [Fact]
    public void Tumours_WithStagesAndEpisodes_HaveOneRowATumour()
    {
        _folder.Write("omop/PERSON.csv", "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,race_concept_id,ethnicity_concept_id\n1,8507,1950,,,0,0\n2,8532,1960,5,,0,0\n");
        _folder.Write("omop/CONDITION_OCCURRENCE.csv", "condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_end_date,condition_type_concept_id,condition_status_concept_id,condition_source_value\n10,1,40481087,2020-01-01,,0,0,\n11,1,40481087,2020-06-01,,0,0,\n12,2,40481087,2021-01-01,,0,0,\n13,2,5,2021-01-01,,0,0,\n");
        _folder.Write("omop/MEASUREMENT.csv", "measurement_id,person_id,measurement_concept_id,measurement_date,operator_concept_id,value_as_number,value_as_concept_id,unit_concept_id,measurement_source_value,unit_source_value,value_source_value,measurement_event_id,meas_event_field_concept_id\n1,1,1,2020-01-05,0,,12,0,,,,10,1147127\n2,1,1,2020-02-05,0,,14,0,,,,10,1147127\n3,1,1,2020-06-05,0,,11,0,,,,11,999\n4,2,1,2021-01-05,0,,13,0,,,,12,1147127\n");
        _folder.Write("omop/EPISODE.csv", "episode_id,person_id,episode_concept_id,episode_start_date,episode_end_date,episode_parent_id,episode_number,episode_object_concept_id,episode_type_concept_id\n7,1,32528,2019-12-25,,,1,0,0\n");
        _folder.Write("omop/EPISODE_EVENT.csv", "episode_id,event_id,episode_event_field_concept_id\n7,10,1147127\n");
        _folder.Write("omop/OBSERVATION_PERIOD.csv", "observation_period_id,person_id,observation_period_start_date,observation_period_end_date\n1,1,2010-01-01,2015-01-01\n2,1,2016-01-01,2022-01-01\n3,2,2010-01-01,2023-01-01\n");
        _folder.Write("omop/DEATH.csv", "person_id,death_date,cause_concept_id\n2,2021-03-02,0\n");
        var data = Load(Catalogue("omop54: {csv: omop}"), "tumours");
        var order = Enumerable.Range(0, data.Rows).OrderBy(i => data.Column("diagnosed").Span[i]).ToArray();
        double[] Of(string name) => [.. order.Select(i => data.Column(name).Span[i])];
        Assert.Equal(3, data.Rows);
        Assert.Equal([Days("2019-12-25"), Days("2020-06-01"), Days("2021-01-01")], Of("diagnosed"));
        Assert.Equal([1, double.NaN, 2], Of("stage"));
        Assert.Equal([Days("2022-01-01") - Days("2019-12-25"), Days("2022-01-01") - Days("2020-06-01"), 60], Of("days"));
        Assert.Equal([0, 0, 1], Of("died"));
    }

    [Fact]
    public void Load_TableMissing_NamesTheFile()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "omop"));
        var fault = Assert.Throws<FedOncoException>(() => (object)Load(Catalogue("omop54: {csv: omop}"), "patients").Rows);
        Assert.Equal((ErrorReason.SourceUnreadable, "patients: person.csv is missing. Check its path in the catalogue."), (fault.Reason, fault.Message));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The template over other holders of the same tables.</summary>
    internal void RequirePatients(string connections, string source) => Require(Load(Catalogue(source, connections), "patients"));

    /// <summary>The sample's catalogue over other tables.</summary>
    private IReadOnlyList<MappedDataset> Catalogue(string source, string connections = "")
    {
        var samples = Path.Combine(Repository.Root, "samples", "omop");
        foreach (var name in new[] { "patient.sql", "tumour.sql" }) File.Copy(Path.Combine(samples, name), Path.Combine(_folder.Path, name), overwrite: true);
        var text = connections + File.ReadAllText(Path.Combine(samples, "catalogue.yaml")).Replace("omop54: {csv: omop}\n", source + "\n", StringComparison.Ordinal);
        var dictionary = DictionaryFile.Read(File.ReadAllText(Path.Combine(samples, "dictionary.yaml")), "dictionary.yaml");
        return CatalogueFile.Read(text, Path.Combine(_folder.Path, "catalogue.yaml"), new Dictionary<string, Dictionary> { ["omop"] = dictionary });
    }

    private RunSource Load(IReadOnlyList<MappedDataset> catalogue, string dataset)
    {
        return _folder.Open(catalogue.First(d => d.Dataset.Name == dataset));
    }

    /// <summary>Compared as sets of rows: SQL promises no order.</summary>
    private static void Require(RunSource data)
    {
        string[] names = ["sex", "diagnosed", "recorded", "age", "last_news", "days", "died", "exposures", "operated", "marker", "operated_in_90_days"];
        var columns = names.Select(n => data.Column(n).ToArray()).ToList();
        var rows = Enumerable.Range(0, data.Rows).Select(i => string.Join(" ", columns.Select(c => Number(c[i])))).Order(StringComparer.Ordinal);
        Assert.Equal(Expected().Select(r => string.Join(" ", r.Select(Number))).Order(StringComparer.Ordinal), rows);
    }

    private static IEnumerable<double[]> Expected()
    {
        var conditions = Table("CONDITION_OCCURRENCE").Where(r => Id(r, "condition_concept_id") == Diagnosis).ToLookup(r => r["person_id"]);
        var drugs = Table("DRUG_EXPOSURE").Where(r => Drugs.Contains(Id(r, "drug_concept_id"))).ToLookup(r => r["person_id"], r => Days(r["drug_exposure_start_date"]));
        var operations = Table("PROCEDURE_OCCURRENCE").Where(r => Surgery.Contains(Id(r, "procedure_concept_id"))).ToLookup(r => r["person_id"], r => Days(r["procedure_date"]));
        var markers = Table("MEASUREMENT").Where(r => Id(r, "measurement_concept_id") == 3025315 && r["value_as_number"].Length > 0).ToLookup(r => r["person_id"], r => (Day: Days(r["measurement_date"]), Value: double.Parse(r["value_as_number"], CultureInfo.InvariantCulture)));
        var news = Table("OBSERVATION_PERIOD").ToLookup(r => r["person_id"], r => Days(r["observation_period_end_date"]));
        var deaths = Table("DEATH").ToLookup(r => r["person_id"], r => Days(r["death_date"]));
        foreach (var person in Table("PERSON").Where(p => conditions.Contains(p["person_id"])))
        {
            var id = person["person_id"];
            var first = conditions[id].Min(r => Days(r["condition_start_date"]));
            var (diagnosed, born) = (Date(first), new DateOnly((int)Id(person, "year_of_birth"), (int)Id(person, "month_of_birth"), (int)Id(person, "day_of_birth")));
            var age = diagnosed.Year - born.Year - (diagnosed.DayOfYear < new DateOnly(diagnosed.Year, born.Month, Math.Min(born.Day, DateTime.DaysInMonth(diagnosed.Year, born.Month))).DayOfYear ? 1 : 0);
            var end = deaths.Contains(id) ? deaths[id].Min() : news[id].Max();
            var operated = operations[id].Where(d => d >= first).DefaultIfEmpty(double.NaN).Min();
            var near = markers[id].Where(m => Math.Abs(m.Day - first) <= 365).OrderBy(m => Math.Abs(m.Day - first)).ThenBy(m => m.Value).Select(m => m.Value).DefaultIfEmpty(double.NaN).First();
            yield return
            [
                person["gender_concept_id"] == "8507" ? 1 : 0, first, conditions[id].Count(), age, end, end - first < 0 ? double.NaN : end - first, deaths.Contains(id) ? 1 : 0,
                drugs[id].Count(d => d >= first && d <= first + 365), operated, near, double.IsNaN(operated) ? double.NaN : operated - first <= 90 ? 1 : 0,
            ];
        }
    }

    private static List<Dictionary<string, string>> Table(string name)
    {
        var lines = File.ReadAllLines(SharedFiles.Require($"data/omop/{name}.csv"));
        var header = lines[0].Split(',');
        return [.. lines.Skip(1).Select(l => header.Zip(l.Split(',')).ToDictionary(p => p.First, p => p.Second))];
    }

    private static long Id(Dictionary<string, string> row, string column) => row[column].Length == 0 ? 0 : long.Parse(row[column], CultureInfo.InvariantCulture);

    private static double Days(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - new DateOnly(1970, 1, 1).DayNumber;

    private static DateOnly Date(double days) => new DateOnly(1970, 1, 1).AddDays((int)days);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
