using FedOnco.Analyses.DataForms;
using FedOnco.Analyses.Descriptive.AnalysisSets;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.PostFit;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Documents.Inference;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Harness;

/// <summary>A dataset held by several centres, answered in this process.</summary>
public sealed class Centres
{
    private readonly Dictionary<string, Fit?> _fits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AnalysisSet> _sets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Question> _named = new(StringComparer.Ordinal);
    private readonly string[] _header;
    private readonly SortedDictionary<string, List<string[]>> _rows;

    private Centres(Dataset dataset, string[] header, SortedDictionary<string, List<string[]>> rows)
    {
        Dataset = dataset;
        _header = header;
        _rows = rows;
    }

    public Dataset Dataset { get; }

    public int Rows => _rows.Values.Sum(r => r.Count);

    /// <summary>The columns of each centre.</summary>
    public IReadOnlyList<IColumnSource> Sources => [.. _rows.Values.Select(r => new CsvColumns(Dataset, _header, r))];

    /// <summary>FOLDER/centre/dataset.csv.</summary>
    public static Centres Load(string folder, string dataset)
    {
        var rows = new SortedDictionary<string, List<string[]>>(StringComparer.Ordinal);
        string[] header = [];
        foreach (var file in Directory.GetFiles(folder, dataset + ".csv", SearchOption.AllDirectories))
        {
            var lines = File.ReadAllLines(file);
            header = SplitLine(lines[0]);
            rows[Path.GetFileName(Path.GetDirectoryName(file)!)] = [.. lines.Skip(1).Select(SplitLine)];
        }

        return Of(dataset, header, rows);
    }

    public static Centres Of(string dataset, string[] header, IDictionary<string, List<string[]>> rows)
    {
        var profiles = header.Select((name, c) => new ColumnProfile(name, rows.Values.SelectMany(r => r).Select(r => r[c]).Where(v => v is not ("" or "NA")).ToHashSet())).ToList();
        return new Centres(DictionaryInference.Infer(dataset, profiles).Dataset, header, new SortedDictionary<string, List<string[]>>(rows, StringComparer.Ordinal));
    }

    /// <summary>The same patients at other centres: row i goes to the centre that <paramref name="assign"/> names.</summary>
    public Centres Resplit(Func<int, string> assign)
    {
        var rows = new SortedDictionary<string, List<string[]>>(StringComparer.Ordinal);
        var i = 0;
        foreach (var row in _rows.Values.SelectMany(r => r))
        {
            var site = assign(i++);
            if (!rows.TryGetValue(site, out var list)) rows[site] = list = [];
            list.Add(row);
        }

        return new Centres(Dataset, _header, rows);
    }

    /// <summary>The same patients with one column rewritten; the dictionary stays.</summary>
    public Centres With(string column, Func<string, string> value)
    {
        var at = Array.IndexOf(_header, column);
        var rows = new SortedDictionary<string, List<string[]>>(StringComparer.Ordinal);
        foreach (var (site, lines) in _rows) rows[site] = [.. lines.Select(l => l.Select((v, i) => i == at ? value(v) : v).ToArray())];
        return new Centres(Dataset, _header, rows) { Terms = Terms };
    }

    /// <summary>Some of the centres.</summary>
    public Centres Only(params string[] sites) => new(Dataset, _header, new SortedDictionary<string, List<string[]>>(_rows.Where(r => sites.Contains(r.Key)).ToDictionary(r => r.Key, r => r.Value), StringComparer.Ordinal));

    /// <summary>Terms of the calls; the open profile unless a test sets others.</summary>
    public DisclosureTerms Terms { get; set; } = new() { Profile = Profile.Open, Resolution = Resolution.Exact };

    /// <summary>Cohorts of the calls that were asked before, as the sites' ledgers keep them.</summary>
    public List<HistoryEntry> History { get; } = [];

    public Result Answer(string call)
    {
        var parsed = CallLanguage.Parse(call);
        if (parsed.PostFit is { } after) return PostFitCalls.Answer(after, [.. after.Fits.Select(FitOf)], _ => Dataset);
        var result = parsed.Question is { Resolve: true } asked ? Resolve(asked) : Run(call).Result;
        if (parsed.Name.Length > 0) _fits[parsed.Name] = result.Fit;
        return result;
    }

    /// <summary>As the coordinator does it: the calls that the forms need first.</summary>
    private Result Resolve(Question question)
    {
        var answers = ResolvedQuestion.FormsOf(question).ToDictionary(f => f.Text, f => f.Call(question.Data) is { } needed ? Answer(needed) : null);
        var forms = ResolvedQuestion.FormsOf(question).Select(f => (f.Text, f.Explicit(answers[f.Text]).ToText())).ToList();
        return ResolvedQuestion.Rename(Run(CallLanguage.Print(ResolvedQuestion.With(question, f => answers[f.Text]))).Result, forms);
    }

    /// <summary>An answer under the terms with the history kept, as a contract would have it.</summary>
    public Result Ask(string call)
    {
        var parsed = CallLanguage.Parse(call);
        if (parsed.Question is null) throw new FedOncoException(parsed.Problems[0].Reason, parsed.Problems[0].Message);
        var context = Context(Resolved(parsed.Question));
        if (ContractRules.Check(context) is [var fault, ..]) throw new FedOncoException(fault.Reason, fault.Message, fault.Where);
        // Earlier cohorts are known; what becomes of this call's is not until it ends.
        var cohorts = QuestionCohorts.Of(context).Select(c => new HistoryEntry { Cohort = c.Cohort.Spec, Sites = { context.Sites } }).ToList();
        try
        {
            var result = Run(call).Result;
            Remember(cohorts, CohortState.Answered);
            if (parsed.Question.Analysis.AnalysisSet is { } set) _sets[set.Name] = AnalysisSetQuestion.Define(context);
            return result;
        }
        catch (FedOncoException)
        {
            Remember(cohorts, CohortState.Refused);
            throw;
        }
    }

    private Question Resolved(Question question)
    {
        if (_sets.TryGetValue(question.Data, out var set)) question.Set = set;
        return question;
    }

    private void Remember(List<HistoryEntry> cohorts, CohortState state)
    {
        foreach (var entry in cohorts)
        {
            var known = History.Find(h => h.Cohort.Equals(entry.Cohort) && h.Sites.SequenceEqual(entry.Sites));
            if (known is null) History.Add(entry);
            known ??= entry;
            if (known.State != CohortState.Answered) known.State = state;
        }
    }

    /// <summary>The answer and every sum that led to it.</summary>
    public (Result Result, PlainFederation Federation) Run(string call)
    {
        var parsed = CallLanguage.Parse(call);
        if (parsed.Question is null) throw new FedOncoException(parsed.Problems[0].Reason, parsed.Problems[0].Message);
        var question = Resolved(parsed.Question);
        if (Weighting.Resolve(question, Dataset, name => _named.GetValueOrDefault(name)) is { } problem) throw new FedOncoException(problem.Reason, problem.Message);
        if (parsed.Name.Length > 0) _named[parsed.Name] = question;
        var context = Context(question);
        var analysis = AnalysisRegistry.For(question);
        if (analysis.Check(context) is { Count: > 0 } faults) throw new FedOncoException(faults[0].Reason, faults[0].Message, faults[0].Where);
        var sites = _rows.Select(s => CohortSelection.Select(context, s.Key, new CsvColumns(Dataset, _header, s.Value))).ToList();
        var federation = new PlainFederation(analysis, context, sites);
        var totals = QuestionProgram.RunAsync(analysis, context, federation, CancellationToken.None).GetAwaiter().GetResult();
        return (analysis.Report(context, totals), federation);
    }

    private Fit? FitOf(FitReference reference) => reference.KindCase == FitReference.KindOneofCase.Name
        ? _fits.TryGetValue(reference.Name, out var named) ? named : throw new FedOncoException(ErrorReason.WrongArgument, $"There is no fit {reference.Name}.")
        : Answer(CallLanguage.Print(reference.Question)).Fit;

    public StudyContext Context(Question question) =>
        new(question, Dataset, [.. _rows.Keys], Terms) { History = [.. History.Select(h => h.Clone())] };

    private static string[] SplitLine(string line)
    {
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else field.Append(c);
        }

        fields.Add(field.ToString());
        return [.. fields];
    }
}
