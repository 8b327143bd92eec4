using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;

namespace FedOnco.Documents.Tests;

public sealed class DictionaryVariableTests
{
    private const string Complete = """
        study: s
        version: 3
        datasets:
          tumours:
            label: One row a tumour
            patient_key: pid
            rows_per_patient: one
            variables:
              pid: {type: category}
              sex: {type: category, levels: [{name: female, label: Female, codes: ["SNOMED:248152002"]}, male]}
              topography: {type: category, levels: [breast, ovary], missing: [{code: "9", meaning: unknown}, "X"]}
              diagnosis: {type: date, range: ["2000-01-01", "2026-12-31"]}
              last: {type: date, range: ["2000-01-01", "2026-12-31"]}
              dead: {type: boolean, event: "true"}
              cost: {type: decimal, unit: EUR, range: [0, 500000], step: 0.01, magnitude: true}
              time: {type: duration, unit: days, range: [0, 9861], lattice: {unit: day, factor: 1}, derived: 'difftime(last, diagnosis, units = "days")'}
              late: {type: boolean, derived: "time > 365 & !is.na(sex)"}
            endpoints:
              overall: {label: Overall survival, origin: diagnosis, end: last, time: time, event: dead}
            impossible:
              - {sex: male, topography: ovary}
        """;

    [Fact]
    public void Read_CompleteDictionary_RoundTrips()
    {
        var dictionary = DictionaryFile.Read(Complete, "dictionary.yaml");
        var dataset = dictionary.Datasets[0];
        Assert.True(dataset.OneRowPerPatient);
        Assert.Equal("SNOMED:248152002", dataset.Variables[1].Levels[0].Codes[0]);
        Assert.Equal(["9", "X"], dataset.Variables[2].MissingCodes);
        Assert.Equal("unknown", dataset.Variables[2].MissingMeanings.Single().Meaning);
        Assert.True(dataset.Variables[6].Magnitude);
        Assert.Equal("difftime(last, diagnosis, units = \"days\")", dataset.Variables[7].Derived.ToText());
        Assert.Equal(("diagnosis", "last", "time", "dead"), (dataset.Endpoints[0].Origin, dataset.Endpoints[0].End, dataset.Endpoints[0].Time, dataset.Endpoints[0].Event));
        Assert.Equal(["male", "ovary"], dataset.Impossible[0].Parts.Select(p => p.Level));
        Assert.Equal(dictionary, DictionaryFile.Read(DictionaryFile.Write(dictionary), "again"));
    }

    [Theory]
    [InlineData("a: {type: integer, range: [0, 9], derived: \"b + 1\"}", "f.yaml:7:50: derived: b is no variable that stands before a.")]
    [InlineData("a: {type: integer, range: [0, 9], derived: \"pid + 1\"}", "derived: pid cannot be used here")]
    [InlineData("a: {type: integer, range: [0, 9], derived: \"1 +\"}", "derived: character 3: The call ends too early.")]
    [InlineData("a: {type: category, levels: [x, x]}", "levels: a level stands twice")]
    [InlineData("a: {type: category, levels: [{name: x, codes: [\"254837009\"]}]}", "codes: 254837009 names no system")]
    [InlineData("a: {type: category, levels: [x], missing: [x]}", "missing: x is a level as well")]
    [InlineData("a: {type: category, levels: [x], magnitude: true}", "only a number has a magnitude")]
    [InlineData("a: {type: integer, range: [0, 1], event: \"2\"}", "event: 2 is no value of it")]
    [InlineData("a: {type: date, range: [1, 2]}", "two dates are needed")]
    [InlineData("a: {type: integer, range: [9, 0]}", "two numbers are needed")]
    [InlineData("a: {type: category, levels: [\"x\\0\"]}", "holds the character NUL")]
    [InlineData("site: {type: integer, range: [0, 1]}", "site is the centre that holds the row")]
    public void Read_WrongVariable_IsAFaultWithItsPlace(string variable, string fault)
    {
        var text = $"study: s\ndatasets:\n  d:\n    patient_key: pid\n    variables:\n      pid: {{type: category}}\n      {variable}\n";
        var thrown = Assert.Throws<FedOncoException>(() => DictionaryFile.Read(text, "f.yaml"));
        Assert.Equal(ErrorReason.WrongFile, thrown.Reason);
        Assert.Contains(fault, thrown.Message, StringComparison.Ordinal);
        Assert.Contains("f.yaml:", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WrongReferences_AreShownTogether()
    {
        const string text = """
            study: s
            datasets:
              d:
                rows_per_patient: one
                variables:
                  sex: {type: category, levels: [female, male]}
                  when: {type: date, range: ["2000-01-01", "2026-12-31"]}
                endpoints:
                  os: {origin: sex, end: whn, event: when}
                impossible:
                  - {sex: mal, tumour: ovary}
            """;
        var message = Assert.Throws<FedOncoException>(() => DictionaryFile.Read(text, "f")).Message;
        Assert.Contains("f:9:20: origin: sex is not a date", message, StringComparison.Ordinal);
        Assert.Contains("whn is no variable. Did you mean when?", message, StringComparison.Ordinal);
        Assert.Contains("event: when is not a boolean", message, StringComparison.Ordinal);
        Assert.Contains("mal is no level of it. Did you mean male?", message, StringComparison.Ordinal);
        Assert.Contains("tumour: no such variable", message, StringComparison.Ordinal);
        Assert.Contains("rows_per_patient: needs a patient_key", message, StringComparison.Ordinal);
    }
}
