//! The machine that reads a template: what it knows, how far it goes, and what is told of a mistake. Pure.

use std::fmt;
use std::io;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Object, ObjectRepr};
use minijinja::{
    Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, context, filters,
};

use super::{Block, Fault, MARK, Material, OfferLine, Problem, ServiceLine, one_line};
use crate::proposals::addressing::without_gap;
use crate::proposals::templates::scan::{find_forbidden, line_of};

/// Steps of the template machine; a mail takes some hundred.
const FUEL: u64 = 10_000;
/// Conditions within loops within conditions.
const DEEPEST: usize = 50;

/// What a template gives, no longer than `most`; its first problem if there is one.
pub(super) fn output(
    field: &'static str,
    source: &str,
    material: &Material,
    most: usize,
) -> Result<String, Problem> {
    if let Some(line) = find_forbidden(source) {
        return Err(Problem {
            field,
            fault: Fault::Forbidden,
            line: Some(line),
            code: String::new(),
        });
    }
    let environment = environment();
    let mut text = Bounded {
        bytes: Vec::new(),
        most,
    };
    let template = environment.template_from_str(source);
    template
        .and_then(|template| {
            template
                .render_captured_to(values(material), &mut text)
                .map(drop)
        })
        .map_err(|error| problem(field, source, &error))?;
    let text = String::from_utf8_lossy(&text.bytes).into_owned();
    Ok(match material.name.is_empty() {
        true => without_gap(&text),
        false => text,
    })
}

/// A machine that knows variables, conditions and loops, and four filters.
fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEEPEST);
    environment.set_debug(true);
    // A line with nothing but a condition leaves no blank line, which would part a paragraph.
    let mut syntax = SyntaxConfig::builder();
    if let Ok(syntax) = syntax.trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.add_filter("default", filters::default);
    environment.add_filter("upper", filters::upper);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("capitalize", filters::capitalize);
    environment.add_test("defined", minijinja::tests::is_defined);
    environment.set_formatter(write);
    environment
}

fn values(material: &Material) -> Value {
    let material = material.clone();
    let service = |line: ServiceLine| context! { nombre => line.name, precio => line.price };
    let offer = |line: OfferLine| {
        context! { titulo => line.title, porcentaje => line.percent, hasta => line.until }
    };
    let services = material.services.into_iter().map(service);
    context! {
        nombre => material.name,
        asunto => material.subject,
        texto => material.body,
        servicios => services.collect::<Vec<_>>(),
        oferta => material.offer.map(offer),
        reserva => material.has_booking,
        organizacion => material.organisation,
        segmento => material.segment.as_str(),
        firma => material.signature,
        tabla_de_servicios => Value::from_object(Block::Services),
        recuadro_de_oferta => Value::from_object(Block::Offer),
        boton_de_reserva => Value::from_object(Block::Booking),
    }
}

impl Object for Block {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    /// Within an expression it is nothing.
    fn render(self: &Arc<Self>, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

/// Texts and numbers as they are, without signs that nobody sees; a block with its mark; nothing else.
fn write(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    if let Some(block) = value.downcast_object_ref::<Block>() {
        return Ok(fmt::Write::write_fmt(
            out,
            format_args!("{MARK}{block}{MARK}"),
        )?);
    }
    if value.is_undefined() {
        return Ok(());
    }
    if value.as_str().is_none() && !value.is_number() {
        return Err(Error::from(ErrorKind::NonPrimitive));
    }
    let is_seen = |c: &char| !c.is_control() || *c == '\n';
    let text: String = value.to_string().chars().filter(is_seen).collect();
    Ok(out.write_str(&text)?)
}

fn problem(field: &'static str, source: &str, error: &Error) -> Problem {
    let fault = match error.kind() {
        ErrorKind::SyntaxError | ErrorKind::BadEscape => Fault::Syntax,
        ErrorKind::UndefinedError => Fault::Undefined,
        ErrorKind::UnknownFilter
        | ErrorKind::UnknownTest
        | ErrorKind::UnknownFunction
        | ErrorKind::UnknownMethod => Fault::Unknown,
        ErrorKind::NonPrimitive => Fault::NotText,
        ErrorKind::OutOfFuel | ErrorKind::WriteFailure => Fault::TooLong,
        _ => Fault::Other,
    };
    let range = error.range();
    let code = range.clone().and_then(|range| source.get(range));
    let line = error
        .line()
        .or_else(|| range.map(|range| line_of(source, range.start)));
    Problem {
        field,
        fault,
        line,
        code: one_line(code.unwrap_or_default())
            .chars()
            .take(60)
            .collect(),
    }
}

/// Takes so many bytes and no more.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl io::Write for &mut Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + more.len() > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
