using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;
using Google.Protobuf.Reflection;

namespace FedOnco.Analyses.Disclosure;

/// <summary>
/// What a question takes from the data, read off its message whatever the analysis: formulas, groups, bare columns. An
/// analysis that is added later is covered without a line here.
/// </summary>
internal sealed class QuestionParts
{
    // Every variable of these stands for itself: rows without a value of one still count for the others.
    private static readonly HashSet<Analysis.KindOneofCase> OneByOne = [Analysis.KindOneofCase.Describe, Analysis.KindOneofCase.Quantile, Analysis.KindOneofCase.Hist, Analysis.KindOneofCase.Ecdf, Analysis.KindOneofCase.Table1, Analysis.KindOneofCase.Smd];

    private readonly StudyContext _context;
    private readonly List<Expression> _variables = [];
    private readonly List<Expression[]> _terms = [];
    private readonly List<Expression> _responses = [];
    private readonly List<Expression> _groups = [];
    private readonly List<string> _columns = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _strata = new(StringComparer.Ordinal);

    private QuestionParts(StudyContext context) => _context = context;

    /// <summary>Expressions that need a value.</summary>
    public IReadOnlyList<Expression> Variables => _variables;

    /// <summary>Variables of each term of the right side.</summary>
    public IReadOnlyList<Expression[]> Terms => _terms;

    /// <summary>The parts of the left side: a response, or the time and the event last.</summary>
    public IReadOnlyList<Expression> Responses => _responses;

    /// <summary>Variables of by = ~ g.</summary>
    public IReadOnlyList<Expression> Groups => _groups;

    /// <summary>Bare columns: weights, cluster.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>Columns that only tell which rows belong together.</summary>
    public IReadOnlySet<string> Keys => _keys;

    /// <summary>Variables of the dictionary whose values enter the answer; those of the subset only choose the rows.</summary>
    public IReadOnlyList<string> VariablesUsed
    {
        get
        {
            var used = _variables.Concat(_groups).Concat(_responses).Concat(_terms.SelectMany(t => t)).SelectMany(FormulaTerms.VariablesOf).Concat(_columns).ToHashSet(StringComparer.Ordinal);
            return [.. _context.Dataset.Variables.Select(v => v.Name).Where(used.Contains)];
        }
    }

    /// <summary>Names of variables that stand in strata() only.</summary>
    public IReadOnlySet<string> StrataVariables => _strata;

    public bool IsOneByOne => OneByOne.Contains(_context.Question.Analysis.KindCase);

    /// <summary>Rows need an outcome only: what else is missing is filled in.</summary>
    public bool IsLearning => _context.Question.Analysis.KindCase is Analysis.KindOneofCase.Train or Analysis.KindOneofCase.Evaluate;

    public bool IsSet => _context.Question.Analysis.KindCase == Analysis.KindOneofCase.AnalysisSet;

    public bool IsSurvival { get; private set; }

    /// <summary>Points that cut a variable into classes; empty where the analysis has none.</summary>
    public IReadOnlyList<double> Breaks { get; private set; } = [];

    /// <summary>The formula's variables are the dimensions of a table.</summary>
    public bool IsTable => _context.Question.Analysis.KindCase is Analysis.KindOneofCase.Table or Analysis.KindOneofCase.ChisqTest or Analysis.KindOneofCase.FisherTest or Analysis.KindOneofCase.McnemarTest or Analysis.KindOneofCase.MantelhaenTest
        or Analysis.KindOneofCase.PropTest or Analysis.KindOneofCase.PropTrendTest;

    public static QuestionParts Of(StudyContext context)
    {
        var parts = new QuestionParts(context);
        var analysis = context.Question.Analysis;
        if (analysis.Evaluate is { Trained: { } model })
        {
            parts.Take(Learning.Evaluation.EvaluateProgram.FormulaOf(model), by: false);
            return parts;
        }

        var oneof = Analysis.Descriptor.Oneofs[0];
        // Weights of the run's own making: what they rest on is asked of the data too, the column itself is not there yet.
        if (context.Question.Weighting is { } weighting) parts.Take(weighting);
        if (oneof.Accessor.GetCaseFieldDescriptor(analysis)?.Accessor.GetValue(analysis) is Google.Protobuf.IMessage specification) parts.Take(specification);
        return parts;
    }

    /// <summary>The pieces of an expression that stand for a variable: what stands inside strata(), offset(), Surv(), poly() and the like.</summary>
    public static IEnumerable<Expression> Pieces(Expression expression) => expression.Application switch
    {
        { Function: "poly" or "ns" or "cluster" } call => call.Arguments.Where(a => a.Name.Length == 0).Take(1).SelectMany(a => Pieces(a.Value)),
        { Function: "strata" or "offset" or "ridge" or "Surv" or "surv" or "Pair" or "cbind" } call => call.Arguments.Where(a => a.Name.Length == 0).SelectMany(a => Pieces(a.Value)),
        _ => [expression],
    };

    private void Take(Google.Protobuf.IMessage specification)
    {
        foreach (var field in specification.Descriptor.Fields.InDeclarationOrder())
        {
            // Covariates that are written in the call are nobody's.
            if (field.Name is "newdata" or "ratetable") continue;
            var value = field.Accessor.GetValue(specification);
            if (value is Formula formula) Take(formula, field.Name == "by");
            else if (value is Google.Protobuf.Collections.RepeatedField<double> points && field.Name == "breaks") Breaks = points;
            else if (value is Expression expression) _variables.AddRange(Pieces(expression));
            else if (value is string { Length: > 0 } column && column != Weighting.Column && field.GetOptions()?.GetExtension(OptionsExtensions.Argument) is { Column: true } form)
            {
                _columns.Add(column);
                if (form.Name is "id" or "cluster") _keys.Add(column);
            }
            else if (field.FieldType == FieldType.Message && value is Google.Protobuf.IMessage nested && nested.Descriptor.File.Package == specification.Descriptor.File.Package) Take(nested);
        }

        _variables.AddRange(_columns.Select(c => new Expression { Variable = c }).Where(v => !_variables.Contains(v)));
    }

    private void Take(Formula formula, bool by)
    {
        // x + y ~ g: what is described stands on the left.
        if (_context.Question.Analysis.KindCase == Analysis.KindOneofCase.Smd && formula.Left is not null)
        {
            Take(new Formula { Right = formula.Right }, by: true);
            Take(new Formula { Right = formula.Left }, by: false);
            return;
        }

        var terms = FormulaTerms.Of(formula, _context, []);
        var right = terms.Terms.Select(t => t.SelectMany(v => Pieces(terms.Variables[v])).Where(p => !IsInterval(p)).ToArray()).Where(t => t.Length > 0).ToList();
        foreach (var variable in terms.Variables.Values.Where(v => v.Application is { Function: "strata" })) _strata.UnionWith(Pieces(variable).Select(p => p.Variable));
        foreach (var variable in terms.Variables.Values.Where(v => v.KindCase == Expression.KindOneofCase.Variable)) _strata.Remove(variable.Variable);
        // The third variable of this test is its strata: each centre sums its own.
        if (_context.Question.Analysis.KindCase == Analysis.KindOneofCase.MantelhaenTest && right is [_, _, [var strata], ..]) _strata.Add(strata.Variable);
        if (by)
        {
            _groups.AddRange(right.SelectMany(t => t));
            return;
        }

        _terms.AddRange(right);
        // A missing value that is a level leaves no row out; it is a cell of the factor.
        _variables.AddRange(right.SelectMany(t => t).Where(p => !MissingLevel.Takes(p, _context)));
        if (formula.Left is null) return;
        IsSurvival |= formula.Left.Application?.Function is "Surv" or "surv";
        _responses.AddRange(Pieces(formula.Left));
        // A landmark leaves out those who are followed no longer: part of the cohort.
        if (formula.Left.Application is { Function: "surv" } && Survival.Response.SurvivalResponse.Of(formula, _context, []) is { Landmark: { } landmark } response)
        {
            var beyond = CanonicalExpression.Call("cut", _responses[0], CanonicalExpression.Call("c", new Expression { Number = landmark }, new Expression { Number = response.Latest }));
            _responses.Insert(0, beyond);
        }

        _variables.AddRange(_responses);
    }

    /// <summary>The intervals of time that pexp() makes itself: no column of the data.</summary>
    private bool IsInterval(Expression piece) =>
        _context.Question.Analysis.KindCase == Analysis.KindOneofCase.Pexp && piece is { KindCase: Expression.KindOneofCase.Variable, Variable: Survival.Pexp.PexpQuestion.Interval };
}
