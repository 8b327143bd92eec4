using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;

namespace FedOnco.Documents.Tests;

public sealed class DictionaryFileTests
{
    [Fact]
    public void Read_LifeTable_ReadsBackAndFaultsSayWhatIsMissing()
    {
        var table = LifeTableFile.Read("france", ["sex,year,age,rate", "F,2000,50,1e-5", "F,2000,51,2E-05", "M,2000,51,4E-05", "M,2000,50,3E-05"]);
        Assert.Equal([1e-5, 2e-5, 3e-5, 4e-5], table.Daily);
        var dictionary = DictionaryFile.Read("study: s\nversion: 1\ndatasets:\n  d:\n    variables:\n      age: {type: integer, range: [0, 100]}\n", "dictionary.yaml");
        dictionary.Datasets[0].LifeTables.Add(table);
        Assert.Equal(table, DictionaryFile.Read(DictionaryFile.Write(dictionary), "dictionary.yaml").Datasets[0].LifeTables[0]);
        var missing = Assert.Throws<FedOncoException>(() => LifeTableFile.Read("france", ["sex,year,age,rate", "F,2000,50,1e-5", "M,2001,50,1e-5"]));
        Assert.Contains("sex F, year 2001, age 50 is missing", missing.Message, StringComparison.Ordinal);
        var wrong = Assert.Throws<FedOncoException>(() => DictionaryFile.Read(DictionaryFile.Write(dictionary).Replace(", 4E-05]", "]", StringComparison.Ordinal), "dictionary.yaml"));
        Assert.Contains("4 daily hazards", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F,-2147483648,50,1e-5", "F,2147483647,50,1e-5")]
    [InlineData("F,2000,-5,1e-5", "F,2000,-4,1e-5")]
    [InlineData("F,2147483647,50,1e-5")]
    [InlineData("F,2000,10000,1e-5")]
    public void Read_LifeTableOfNoYearsOrAges_IsAFault(params string[] rows) =>
        Assert.Contains("line 2: a row is", Assert.Throws<FedOncoException>(() => LifeTableFile.Read("france", ["sex,year,age,rate", .. rows])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a: &x [1]\nb: [*x, *x]\n", "line 2, column 5: *x stands for what is written elsewhere")]
    [InlineData("a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "nested more than 32 deep")]
    public void Read_ReferencesAndDeepNesting_AreNamedBeforeAnythingIsMadeOfThem(string text, string fault) =>
        Assert.Contains(fault, Assert.Throws<FedOncoException>(() => DictionaryFile.Read(text, "dictionary.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_SampleDictionary_RoundTrips()
    {
        var file = Path.Combine(Root(), "samples", "trials", "dictionary.yaml");
        var dictionary = DictionaryFile.Read(File.ReadAllText(file), file);
        Assert.Equal(["rotterdam", "gbsg", "lung", "colon"], dictionary.Datasets.Select(d => d.Name));
        Assert.Equal("2", dictionary.Datasets[2].Variables.Single(v => v.Name == "status").EventLevel);
        Assert.Equal(dictionary, DictionaryFile.Read(DictionaryFile.Write(dictionary), "again"));
    }

    [Fact]
    public void Read_SeveralFaults_AllAreShownWithLineAndColumn()
    {
        const string text = """
            study: s
            versoin: 2
            datasets:
              d:
                variables:
                  age: {type: integr, range: [0, 100]}
                  size: {type: category}
                  t: {type: duration, range: [5]}
            """;
        var fault = Assert.Throws<FedOncoException>(() => DictionaryFile.Read(text, "dictionary.yaml"));
        Assert.Equal(ErrorReason.WrongFile, fault.Reason);
        Assert.Contains("dictionary.yaml:2:1: versoin is not known here. Did you mean version?", fault.Message, StringComparison.Ordinal);
        Assert.Contains("type is one of: integer", fault.Message, StringComparison.Ordinal);
        Assert.Contains("levels of a category are missing", fault.Message, StringComparison.Ordinal);
        Assert.Contains("two numbers are needed", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a\n- b")]
    [InlineData("study: [unclosed")]
    public void Read_NoMapping_IsOneClearFault(string text) =>
        Assert.Equal(ErrorReason.WrongFile, Assert.Throws<FedOncoException>(() => DictionaryFile.Read(text, "f")).Reason);

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FedOnco.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
