using FedOnco.Client;
using FedOnco.Language;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Cli.Sandbox;

/// <summary>
/// `--sets auto`: one analysis set a dataset, of the rows with a value for every variable of its calls, so that no call makes a
/// cohort of its own by what it leaves out. Numbers then rest on fewer rows, and each answer says so.
/// </summary>
internal sealed class AutomaticSets(IReadOnlyDictionary<string, (string Name, string Note)> sets)
{
    public static readonly AutomaticSets None = new(new Dictionary<string, (string, string)>());

    /// <summary>Makes the sets; a dataset with a single call needs none, and one whose set is refused has none.</summary>
    public static async Task<AutomaticSets> MakeAsync(FedOncoClient client, bool isOpen, IReadOnlyList<string> calls, CancellationToken cancellationToken)
    {
        if (isOpen)
        {
            await Console.Error.WriteLineAsync("--sets auto does nothing under the open profile: nothing is refused there.").ConfigureAwait(false);
            return None;
        }

        var made = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        var questions = calls.SelectMany(QuestionsOf).Where(q => q.Analysis.KindCase != Analysis.KindOneofCase.AnalysisSet);
        foreach (var dataset in questions.GroupBy(q => q.Data, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            var variables = dataset.SelectMany(VariablesOf).Where(v => v is not ("site" or ".")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(ExpressionText.Name).ToList();
            if (variables.Count == 0) continue;
            var name = "auto_" + dataset.Key;
            var call = $"analysis_set({ExpressionText.Name(name)}, data = {ExpressionText.Name(dataset.Key)}, complete = ~ {string.Join(" + ", variables)})";
            var run = await client.RunAsync(SandboxDictionary.Study, call, null, cancellationToken).ConfigureAwait(false);
            if (run.State != RunState.Completed) await Console.Error.WriteLineAsync($"no analysis set for {dataset.Key}: {run.Problems.FirstOrDefault()?.Message}").ConfigureAwait(false);
            else made[dataset.Key] = (name, $"answered on the analysis set {name}: {NumberText.Of(run.Result.Glance.First(g => g.Name == "n").Number)} rows of {dataset.Key} with a value for {string.Join(", ", variables)}");
        }

        return new AutomaticSets(made);
    }

    /// <summary>The call on its dataset's set, with the note that its answer carries; the call itself where there is none.</summary>
    public (string Call, string? Note) Rewrite(string call)
    {
        var parsed = CallLanguage.Parse(call);
        var notes = QuestionsOf(parsed).Where(q => sets.ContainsKey(q.Data) && q.Analysis.KindCase != Analysis.KindOneofCase.AnalysisSet).Select(q =>
        {
            var (name, note) = sets[q.Data];
            q.Data = name;
            return note;
        }).ToList();
        if (notes.Count == 0) return (call, null);
        var text = parsed.Question is { } question ? CallLanguage.Print(question) : CallLanguage.Print(parsed.PostFit!); // One of the two: there were questions.
        return ((parsed.Name.Length > 0 ? $"{ExpressionText.Name(parsed.Name)} <- " : "") + text, notes[0]);
    }

    private static IEnumerable<Question> QuestionsOf(string call) => QuestionsOf(CallLanguage.Parse(call));

    private static IEnumerable<Question> QuestionsOf(ParsedCall parsed) =>
        parsed.Question is { } question ? [question] : parsed.PostFit?.Fits.Where(f => f.KindCase == FitReference.KindOneofCase.Question).Select(f => f.Question) ?? [];

    /// <summary>Variables that need a value: those of formulas and bare columns; groups of by = may be missing.</summary>
    private static IEnumerable<string> VariablesOf(Question question)
    {
        var specification = (IMessage)Analysis.Descriptor.Oneofs.Single().Accessor.GetCaseFieldDescriptor(question.Analysis).Accessor.GetValue(question.Analysis);
        foreach (var field in specification.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(specification);
            if (value is Formula formula && field.Name != "by")
            {
                foreach (var variable in VariablesOf(formula.Left).Concat(VariablesOf(formula.Right))) yield return variable;
            }
            else if (value is string { Length: > 0 } column && field.GetOptions()?.GetExtension(OptionsExtensions.Argument) is { Column: true })
            {
                yield return column;
            }
        }
    }

    private static IEnumerable<string> VariablesOf(Expression? expression) => expression?.KindCase switch
    {
        Expression.KindOneofCase.Variable => [expression.Variable],
        Expression.KindOneofCase.Application => expression.Application.Arguments.SelectMany(a => VariablesOf(a.Value)),
        _ => [],
    };
}
