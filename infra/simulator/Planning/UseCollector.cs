using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Plausible;
using UrbanDataHub.Simulator.Uses;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>Walks through a source description and notes at each field what reads it.</summary>
/// <param name="fieldOf">The field of a name; null where the name is no field of the file that could be made.</param>
internal sealed class UseCollector(TableReader reader, Func<string, Field?> fieldOf)
{
    private readonly SourceFile _source = reader.Source;

    /// <summary>Notes all uses but those of the id, which need to know the others.</summary>
    public void CollectRow()
    {
        foreach (var condition in _source.Only)
            fieldOf(condition.Field)?.Add(new ConditionUse(_source, condition, Language(ValueSpec.OfField(condition.At, condition.Field))));
        foreach (var property in _source.Descriptor.Properties)
        {
            if (_source.Properties?.GetValueOrDefault(property.Name) is { } spec)
                Guarded($"map.{property.Name}", () => CollectProperty(property, spec));
        }
    }

    /// <summary>Notes what makes the local id. One field of it tells the rows apart, if the id is no hash.</summary>
    /// <returns>That field with its use; null for a hash.</returns>
    public (Field Field, IdUse Use)? CollectId()
    {
        if (_source.Id is not { } id)
            return null;
        var parts = id.Parts.SelectMany(FieldsOf).Where(f => fieldOf(f.Name) is not null).ToList();
        if (id.Hash)
        {
            foreach (var part in parts)
                AddPart(part, "id", required: false);
            return null;
        }

        var unique = parts.Where(p => !fieldOf(p.Name)!.IsOfColumn).MinBy(p => Strictness(fieldOf(p.Name)!)) ?? throw reader.Refuse("id", "no field of the file tells its rows apart");
        foreach (var part in parts.Where(p => p != unique && !IsAlternative(unique, p)))
            AddPart(part, "id", !part.IsDispensable);
        return Guarded("id", () => AddIds(unique, parts));
    }

    /// <summary>The language of one field within a description.</summary>
    public FieldLanguage Language(ValueSpec spec, (string, string) frame = default) => new(spec, _source.Nulls, frame);

    /// <summary>The fields that a description reads, and how much it needs each.</summary>
    public static IReadOnlyList<FieldPart> FieldsOf(ValueSpec spec)
    {
        if (spec.Template is null)
            return spec.From.Select((name, i) => new FieldPart(spec, name, default, new FieldNeed(true, spec.From.Count, i, spec.From.Count > 1), false, false)).ToList();
        var fields = TemplateFields.Of(spec.Template);
        return fields.Count == 1
            ? [new FieldPart(spec, fields[0].Name, TemplateFields.Frame(spec.Template), FieldNeed.Only(true), fields[0].InBrackets, false)]
            : fields.Select(f => new FieldPart(spec, f.Name, default, FieldNeed.Only(true), f.InBrackets, true)).ToList();
    }

    /// <summary>Turns what a pattern or projection cannot do into a sentence about the key.</summary>
    public T Guarded<T>(string key, Func<T> collect)
    {
        try
        {
            return collect();
        }
        catch (NotSupportedException e)
        {
            throw reader.Refuse(key, e.Message);
        }
    }

    private void Guarded(string key, Action collect) => Guarded(key, () =>
    {
        collect();
        return true;
    });

    private void CollectProperty(PropertyDescriptor property, ValueSpec spec)
    {
        var ways = Chain(spec).ToList();
        var fields = ways.SelectMany(FieldsOf).Where(f => fieldOf(f.Name) is not null).ToList();
        foreach (var part in fields.Where(f => f.IsOneOfMany))
            AddPart(part, $"map.{property.Name}", property.Required && !part.IsDispensable && part.Spec == spec, property.Name);
        var single = fields.Where(f => !f.IsOneOfMany).GroupBy(f => f.Name).ToList();
        for (var i = 0; i < single.Count; i++)
        {
            var need = ways.Count == 1 && single.Count > 1
                ? single[i].First().Need with { Required = property.Required }
                : new FieldNeed(property.Required && !ways.Any(IsConstant), single.Count + (ways.Any(IsConstant) ? 1 : 0), i, FirstCounts: false);
            fieldOf(single[i].Key)!.Add(Use(property, single[i].ToList(), need));
        }
    }

    private FieldUse Use(PropertyDescriptor property, List<FieldPart> parts, FieldNeed need)
    {
        var wording = new Wording($"{_source.Collection}.{property.Name}", property.Name);
        if (property.Kind != PropertyKind.TextList)
            return new PropertyUse(_source, property, parts.Select(p => (p.Spec, Language(p.Spec, p.Frame))).ToList(), need, wording);
        if (parts.Count > 1)
            throw new NotSupportedException("a list with several alternatives in one field is not known here");
        var isJson = _source.Reading.Format is not (FileFormat.Csv or FileFormat.NTriples or FileFormat.Inline);
        return new ListUse(_source, property, parts[0].Spec, Language(parts[0].Spec, parts[0].Frame), isJson, need, wording);
    }

    private static IEnumerable<ValueSpec> Chain(ValueSpec? spec)
    {
        for (; spec is not null; spec = spec.Else)
            yield return spec;
    }

    private bool IsConstant(ValueSpec spec) => spec.Constant is not null || spec.From.Any(f => reader.Named(f) is not null);

    private void AddPart(FieldPart part, string key, bool required, string? property = null)
    {
        if (part.IsOneOfMany && (part.Spec.Pick is not null || part.Spec.Codes is not null || part.Spec.True is not null || part.Spec.False is not null))
            throw reader.Refuse(key, "a template of several fields with 'pick' or 'codes' cannot be inverted");
        var hints = property is null ? new[] { part.Name.Split('.')[^1] } : [part.Name.Split('.')[^1], property];
        fieldOf(part.Name)!.Add(new PartUse(_source, key, part.Spec, Language(part.Spec with { Pick = null, Codes = null }), required, new Wording(hints)));
    }

    private (Field, IdUse) AddIds(FieldPart unique, List<FieldPart> parts)
    {
        (Field, IdUse)? first = null;
        foreach (var part in parts.Where(p => p == unique || IsAlternative(unique, p)))
        {
            var field = fieldOf(part.Name)!;
            var named = field.Uses.OfType<PropertyUse>().FirstOrDefault(u => u.Property.Kind == PropertyKind.Text && u.Property.Name is "name" or "district");
            var wording = new Wording(named is null ? [part.Name] : [$"{_source.Collection}.{named.Property.Name}", named.Property.Name]);
            var language = part.IsOneOfMany ? Language(part.Spec with { Pick = null, Codes = null }) : Language(part.Spec, part.Frame);
            var use = new IdUse(_source, language, part.Need, wording) { IsName = named is not null };
            field.Add(use);
            first ??= (field, use);
        }

        return first!.Value;
    }

    private static bool IsAlternative(FieldPart unique, FieldPart other) => unique.Spec == other.Spec && unique.Need.FirstCounts;

    /// <summary>Of the fields of an id, a number or a name tells rows apart, and not a code or a time.</summary>
    private static int Strictness(Field field) => field.Uses.Count(u => u.Rank is UseRank.Code or UseRank.Measure or UseRank.Condition);
}

/// <summary>A field that a description reads.</summary>
/// <param name="Frame">What a template of this field alone writes around it.</param>
/// <param name="IsDispensable">The text can do without it.</param>
/// <param name="IsOneOfMany">It stands in a template with others.</param>
internal sealed record FieldPart(ValueSpec Spec, string Name, (string, string) Frame, FieldNeed Need, bool IsDispensable, bool IsOneOfMany);
