"""A company's role reads ``public`` and writes nothing there; its own name, mark and colour it changes by this function.

It runs as its owner and touches one row: that of the schema whose role is taken, and no other.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION public.kpi_change_face(company text, named text, mark text, color text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF current_setting('role') NOT IN ('none', 'kpi.' || company) THEN
        RAISE EXCEPTION 'A company changes its own face only.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.tenants_company SET name = named, brand_mark = mark, brand_color = color
     WHERE schema_name = company;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION public.kpi_change_face(text, text, text, text);"),
    ]
