using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Language;

/// <summary>From the tree of a call to its typed message, guided by the options of the protos alone.</summary>
internal sealed class CallBinder(IReadOnlyDictionary<Expression, uint> positions)
{
    public List<Problem> Problems { get; } = [];

    public Question? Bind(Expression root)
    {
        if (root.Application is not { } call || !char.IsLetter(call.Function[0]))
        {
            Add(ErrorReason.Syntax, $"A call has the form name(formula, data = dataset). Calls: {string.Join(", ", CallForms.Fields.Keys)}.", root);
            return null;
        }

        if (!CallForms.Fields.TryGetValue(call.Function, out var analysis))
        {
            UnknownCall(call.Function, root);
            return null;
        }

        if (CallForms.FitsOf(analysis.MessageType) is { } fits) return BindOnFit(call, analysis, fits, root);
        var question = new Question { Analysis = new Analysis() };
        var specification = (IMessage)Activator.CreateInstance(analysis.MessageType.ClrType)!;
        analysis.Accessor.SetValue(question.Analysis, specification);
        var forms = CallForms.ArgumentsOf(analysis.MessageType).ToList();
        var given = Match(Unwrapped(call), forms, root);
        var values = new ArgumentReader(this);
        foreach (var (field, form) in forms)
        {
            var target = field.ContainingType == Question.Descriptor ? (IMessage)question : specification;
            if (given.TryGetValue(form.Name, out var value) && IsWeighting(form, value)) BindWeighting(question, specification, field, value);
            else if (given.TryGetValue(form.Name, out value)) values.Set(target, field, form, value);
            else if (form.Required) Add(ErrorReason.MissingArgument, $"{call.Function}() needs {(!form.First ? form.Name + " = .." : field.FieldType == FieldType.String ? "a name first" : "a formula first")}.", root);
        }

        return question;
    }

    /// <summary>meta(glm(.., data = d), method = "DL"): rows and model are those of the fit; data and subset may stand outside it as well.</summary>
    private Question? BindOnFit(Application call, FieldDescriptor analysis, IReadOnlyList<FieldDescriptor> fits, Expression root)
    {
        var names = string.Join(" or ", fits.Select(f => CallForms.FormOf(f.MessageType).Name + "(..)"));
        if (call.Arguments is not [{ Name: "" } first, ..] || fits.FirstOrDefault(f => CallForms.FormOf(f.MessageType).Name == first.Value.Application?.Function) is not { } fit)
        {
            Add(ErrorReason.MissingArgument, $"{call.Function}() needs a fit first: {names}.", root);
            return null;
        }

        var inner = new Application { Function = first.Value.Application.Function, Arguments = { first.Value.Application.Arguments } };
        inner.Arguments.AddRange(call.Arguments.Where(a => a.Name is "data" or "subset" && inner.Arguments.All(i => i.Name != a.Name)));
        if (Bind(new Expression { Application = inner }) is not { } question) return null;
        if (question.Weighting is not null) Add(ErrorReason.NotYet, $"weights = iptw(..) inside {call.Function}() is not in this version.", first.Value);
        var specification = (IMessage)Activator.CreateInstance(analysis.MessageType.ClrType)!;
        fit.Accessor.SetValue(specification, InnerOf(question.Analysis));
        question.Analysis = new Analysis();
        analysis.Accessor.SetValue(question.Analysis, specification);
        var forms = CallForms.OwnArgumentsOf(analysis.MessageType).ToList();
        var others = new Application { Function = call.Function, Arguments = { call.Arguments.Skip(1).Where(a => a.Name is not ("data" or "subset")) } };
        foreach (var (field, value) in MatchOwn(others, forms)) new ArgumentReader(this).Set(specification, field, CallForms.ArgumentOf(field), value);
        return question;
    }

    private static IMessage InnerOf(Analysis analysis) => (IMessage)Analysis.Descriptor.Oneofs.Single().Accessor.GetCaseFieldDescriptor(analysis).Accessor.GetValue(analysis);

    private static bool IsWeighting(ArgumentForm form, Expression value) => form.Name == "weights" && value.Application is { Function: "iptw" };

    /// <summary>weights = iptw(..): its own question is taken apart; data and subset are those of the call around it.</summary>
    private void BindWeighting(Question question, IMessage specification, FieldDescriptor field, Expression value)
    {
        if (Bind(Within(value)) is not { } inner) return;
        question.Weighting = inner.Analysis.Iptw;
        field.Accessor.SetValue(specification, Weighting.Column);
    }

    private Expression Within(Expression value)
    {
        foreach (var argument in value.Application.Arguments.Where(a => a.Name is "data" or "subset"))
            Add(ErrorReason.WrongArgument, $"iptw() inside a call uses the rows of that call: leave {argument.Name} out.", argument.Value);
        return new Expression { Application = new Application { Function = "iptw", Arguments = { value.Application.Arguments, new Argument { Name = "data", Value = new Expression { Variable = Weighting.Column } } } } };
    }

    public void Add(ErrorReason reason, string message, Expression where)
    {
        var problem = new Problem { Reason = reason, Message = message };
        if (positions.TryGetValue(where, out var position)) problem.Position = position;
        Problems.Add(problem);
    }

    /// <summary>Named arguments by name, then positional ones in the order of the fields, as R matches them.</summary>
    private Dictionary<string, Expression> Match(Application call, List<(FieldDescriptor Field, ArgumentForm Form)> forms, Expression root)
    {
        var given = new Dictionary<string, Expression>(StringComparer.Ordinal);
        foreach (var argument in call.Arguments.Where(a => a.Name.Length > 0))
        {
            if (!forms.Exists(f => f.Form.Name == argument.Name)) UnknownArgument(call.Function, argument, forms);
            else if (!given.TryAdd(argument.Name, argument.Value)) Add(ErrorReason.WrongArgument, $"{argument.Name} is given twice.", argument.Value);
        }

        var order = forms.Where(f => f.Form.First).Concat(forms.Where(f => f.Form.Name == "data")).Select(f => f.Form.Name).Where(n => !given.ContainsKey(n)).ToList();
        var free = new Queue<string>(order);
        foreach (var argument in call.Arguments.Where(a => a.Name.Length == 0))
        {
            if (free.TryDequeue(out var name)) given[name] = argument.Value;
            else Add(ErrorReason.WrongArgument, $"{call.Function}() takes its other arguments by name: {string.Join(", ", forms.Where(f => !f.Form.First).Select(f => f.Form.Name))}.", argument.Value);
        }

        return given;
    }

    /// <summary>Arguments of a choice that is written as a call: by name, or in the order of the fields that may stand first.</summary>
    public List<(FieldDescriptor Field, Expression Value)> MatchOwn(Application call, List<(FieldDescriptor Field, ArgumentForm Form)> forms)
    {
        var given = Match(call, forms, new Expression { Application = call });
        return [.. forms.Where(f => given.ContainsKey(f.Form.Name)).Select(f => (f.Field, given[f.Form.Name]))];
    }

    /// <summary>cox.zph(coxph(..)) is cox.zph with the arguments of its inner call, and more of its own.</summary>
    private static Application Unwrapped(Application call)
    {
        if (call.Arguments.Count == 0 || call.Arguments[0].Name.Length > 0 || call.Arguments[0].Value.Application is not { } inner || !CallForms.Fields.ContainsKey(inner.Function)) return call;
        var merged = new Application { Function = call.Function, Arguments = { inner.Arguments, call.Arguments.Skip(1) } };
        // concordance(coxph(..)) is that of the model's linear predictor, also with one covariate.
        if (call.Function == "concordance" && inner.Function == "coxph") merged.Arguments.Add(new Argument { Name = "fit", Value = new Expression { Logical = true } });
        return merged;
    }

    private void UnknownArgument(string function, Argument argument, List<(FieldDescriptor Field, ArgumentForm Form)> forms)
    {
        var names = forms.Select(f => f.Form.Name).ToArray();
        var hint = NearestName.Of(argument.Name, names) is { } near ? $" Did you mean {near}?" : $" It has: {string.Join(", ", names)}.";
        Add(ErrorReason.UnknownArgument, $"{function}() has no argument {argument.Name}.{hint}", argument.Value);
    }

    private void UnknownCall(string name, Expression root)
    {
        if (CallForms.Later.Contains(name))
        {
            Add(ErrorReason.NotYet, $"{name}() is not in this version yet. Calls: {string.Join(", ", CallForms.Fields.Keys)}.", root);
            return;
        }

        var hint = NearestName.Of(name, CallForms.Fields.Keys) is { } near ? $" Did you mean {near}?" : $" Calls: {string.Join(", ", CallForms.Fields.Keys)}.";
        Add(ErrorReason.UnknownFunction, $"There is no call {name}().{hint}", root);
    }
}
